/* copy_file.c - a file once more. */
#include "io/copy_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <unistd.h>

enum { BLOCK_SIZE = 1 << 16 };

/* Copies what is left of `from`; false with errno set. */
static bool
copy_bytes(int from, int to)
{
    char block[BLOCK_SIZE];
    ssize_t got = 0;

    while ((got = read(from, block, sizeof(block))) > 0)
        for (ssize_t done = 0; done < got;) {
            ssize_t wrote = write(to, block + done, (size_t)(got - done));

            if (wrote < 0)
                return false;
            done += wrote;
        }
    return got == 0;
}

enum lci_status
lci_copy_file(const char *from, const char *to, mode_t mode, struct lci_error *err)
{
    enum lci_status status = LCI_OK;
    const int source = open(from, O_RDONLY | O_CLOEXEC);
    const int target = source >= 0 ? open(to, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode) : -1;

    if (source < 0 || target < 0 || !copy_bytes(source, target))
        status = lci_fail(err, LCI_E_IO, "\"%.200s\" cannot be copied aside: %s", from, strerror(errno));
    if (target >= 0 && close(target) != 0 && status == LCI_OK)
        status = lci_fail(err, LCI_E_IO, "\"%.200s\" cannot be copied aside: %s", from, strerror(errno));
    if (source >= 0)
        (void)close(source);
    return status;
}
