/* pool.c - worker threads that take items in batches from one counter. */
#include "base/pool.h"

#include <assert.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdint.h>
#include <time.h>
#include <unistd.h>

#include "base/alloc.h"

enum { MAX_THREADS = 1024, LOOK_EVERY_MS = 100 };

/* What one run hands out. The lock of the pool guards what is not atomic. */
struct job {
    lci_pool_work work;
    void *user;
    size_t item_count;
    size_t batch;
    atomic_size_t next;   /* first item that nobody has taken */
    atomic_size_t done;   /* items finished, for the progress only */
    atomic_size_t lowest; /* lowest failed item so far; items beyond it need not be done */
    atomic_bool cancelled;
    struct lci_error error; /* of the item `lowest` */
    enum lci_status status;
};

struct worker {
    struct lci_pool *pool;
    pthread_t thread;
    unsigned index;
};

struct lci_pool {
    pthread_mutex_t lock;
    pthread_cond_t wake; /* `run_number` or `ending` changed */
    pthread_cond_t idle; /* `busy_count` fell to 0 */
    struct worker *workers;
    unsigned worker_count; /* threads that were made; the caller is one more */
    unsigned busy_count;
    uint64_t run_number;
    bool ending;
    struct job job;
};

static _Thread_local bool is_worker;

static void
note_failure(struct lci_pool *pool, size_t item, enum lci_status status,
             const struct lci_error *error)
{
    struct job *job = &pool->job;

    (void)pthread_mutex_lock(&pool->lock);
    if (item < atomic_load(&job->lowest)) {
        atomic_store(&job->lowest, item);
        job->status = status;
        job->error = *error;
        job->error.status = status;
    }
    (void)pthread_mutex_unlock(&pool->lock);
}

/*
 * Takes one batch and does it; false when there is none left. Batches go out in ascending order
 * and items below a failed one are still done, so the lowest failure of all is found whatever the
 * threads do.
 */
static bool
do_batch(struct lci_pool *pool, unsigned worker)
{
    struct job *job = &pool->job;
    struct lci_error error = {.status = LCI_OK};
    size_t item = 0;
    size_t end = 0;

    if (atomic_load(&job->next) >= job->item_count || atomic_load(&job->cancelled))
        return false;
    item = atomic_fetch_add(&job->next, job->batch);
    if (item >= job->item_count)
        return false;
    end = job->item_count - item > job->batch ? item + job->batch : job->item_count;
    for (; item < end; item++) {
        enum lci_status status = LCI_OK;

        if (item > atomic_load(&job->lowest) || atomic_load(&job->cancelled))
            return false;
        status = job->work(job->user, worker, item, &error);
        if (status != LCI_OK) {
            note_failure(pool, item, status, &error);
            return false;
        }
        atomic_fetch_add(&job->done, 1);
    }
    return true;
}

static void *
run_worker(void *argument)
{
    const struct worker *self = argument;
    struct lci_pool *pool = self->pool;
    uint64_t seen = 0;

    is_worker = true;
    (void)pthread_mutex_lock(&pool->lock);
    for (;;) {
        while (!pool->ending && pool->run_number == seen)
            (void)pthread_cond_wait(&pool->wake, &pool->lock);
        if (pool->ending)
            break;
        seen = pool->run_number;
        (void)pthread_mutex_unlock(&pool->lock);
        while (do_batch(pool, self->index)) {
        }
        (void)pthread_mutex_lock(&pool->lock);
        if (--pool->busy_count == 0)
            (void)pthread_cond_signal(&pool->idle);
    }
    (void)pthread_mutex_unlock(&pool->lock);
    return NULL;
}

static unsigned
machine_thread_count(void)
{
    cpu_set_t set;
    long online = 0;

    CPU_ZERO(&set);
    if (sched_getaffinity(0, sizeof(set), &set) == 0 && CPU_COUNT(&set) > 0)
        return (unsigned)CPU_COUNT(&set);
    online = sysconf(_SC_NPROCESSORS_ONLN);
    return online > 0 ? (unsigned)online : 1;
}

static bool
make_locks(struct lci_pool *pool)
{
    pthread_condattr_t attributes;

    if (pthread_mutex_init(&pool->lock, NULL) != 0)
        return false;
    if (pthread_cond_init(&pool->wake, NULL) != 0)
        goto no_wake;
    if (pthread_condattr_init(&attributes) != 0)
        goto no_idle;
    if (pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) != 0 ||
        pthread_cond_init(&pool->idle, &attributes) != 0) {
        (void)pthread_condattr_destroy(&attributes);
        goto no_idle;
    }
    (void)pthread_condattr_destroy(&attributes);
    return true;

no_idle:
    (void)pthread_cond_destroy(&pool->wake);
no_wake:
    (void)pthread_mutex_destroy(&pool->lock);
    return false;
}

enum lci_status
lci_pool_new(unsigned thread_count, struct lci_pool **out, struct lci_error *err)
{
    struct lci_pool *pool = NULL;

    *out = NULL;
    if (thread_count == 0)
        thread_count = machine_thread_count();
    if (thread_count > MAX_THREADS)
        thread_count = MAX_THREADS;
    pool = lci_new(struct lci_pool);
    if (!pool)
        return lci_fail_nomem(err, "worker pool");
    pool->workers = lci_new_array(struct worker, thread_count);
    if (!pool->workers || !make_locks(pool)) {
        lci_free(pool->workers);
        lci_free(pool);
        return lci_fail_nomem(err, "worker pool");
    }
    for (unsigned i = 0; i + 1 < thread_count; i++) {
        struct worker *worker = &pool->workers[i];

        *worker = (struct worker){.pool = pool, .index = i + 1};
        /* Where the system gives no more threads, fewer do the same work with the same result. */
        if (pthread_create(&worker->thread, NULL, run_worker, worker) != 0)
            break;
        pool->worker_count++;
    }
    *out = pool;
    return LCI_OK;
}

void
lci_pool_free(struct lci_pool *pool)
{
    if (!pool)
        return;
    (void)pthread_mutex_lock(&pool->lock);
    pool->ending = true;
    (void)pthread_cond_broadcast(&pool->wake);
    (void)pthread_mutex_unlock(&pool->lock);
    for (unsigned i = 0; i < pool->worker_count; i++)
        (void)pthread_join(pool->workers[i].thread, NULL);
    (void)pthread_cond_destroy(&pool->idle);
    (void)pthread_cond_destroy(&pool->wake);
    (void)pthread_mutex_destroy(&pool->lock);
    lci_free(pool->workers);
    lci_free(pool);
}

unsigned
lci_pool_thread_count(const struct lci_pool *pool)
{
    return pool->worker_count + 1;
}

bool
lci_pool_is_worker(void)
{
    return is_worker;
}

static int64_t
now_ms(void)
{
    struct timespec now = {0};

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Asks whether to stop and tells how far it is; in the calling thread only. */
static void
look_up(struct lci_pool *pool, const struct lci_context *context, const char *stage,
        int64_t *told_ms)
{
    struct job *job = &pool->job;
    const int64_t time_ms = now_ms();

    if (!context)
        return;
    if (context->cancelled && context->cancelled(context->user))
        atomic_store(&job->cancelled, true);
    if (context->progress && time_ms - *told_ms >= LOOK_EVERY_MS) {
        *told_ms = time_ms;
        context->progress(context->user, stage,
                          (double)atomic_load(&job->done) / (double)job->item_count);
    }
}

/* Waits until the other workers are done, looking up from time to time. */
static void
wait_for_workers(struct lci_pool *pool, const struct lci_context *context, const char *stage,
                 int64_t *told_ms)
{
    (void)pthread_mutex_lock(&pool->lock);
    while (pool->busy_count > 0) {
        const int64_t until_ms = now_ms() + LOOK_EVERY_MS;
        const struct timespec until = {.tv_sec = (time_t)(until_ms / 1000),
                                       .tv_nsec = (long)(until_ms % 1000) * 1000000L};

        (void)pthread_cond_timedwait(&pool->idle, &pool->lock, &until);
        if (pool->busy_count == 0)
            break;
        (void)pthread_mutex_unlock(&pool->lock);
        look_up(pool, context, stage, told_ms);
        (void)pthread_mutex_lock(&pool->lock);
    }
    (void)pthread_mutex_unlock(&pool->lock);
}

static void
start_job(struct lci_pool *pool, size_t item_count, size_t batch, lci_pool_work work, void *user)
{
    struct job *job = &pool->job;

    (void)pthread_mutex_lock(&pool->lock);
    assert(pool->busy_count == 0);
    job->work = work;
    job->user = user;
    job->item_count = item_count;
    job->batch = batch > 0 ? batch : 1;
    job->status = LCI_OK;
    atomic_store(&job->next, 0);
    atomic_store(&job->done, 0);
    atomic_store(&job->lowest, SIZE_MAX);
    atomic_store(&job->cancelled, false);
    if (item_count > job->batch) {
        pool->busy_count = pool->worker_count;
        pool->run_number++;
        (void)pthread_cond_broadcast(&pool->wake);
    }
    (void)pthread_mutex_unlock(&pool->lock);
}

enum lci_status
lci_pool_run(struct lci_pool *pool, const struct lci_context *context, const char *stage,
             size_t item_count, size_t batch, lci_pool_work work, void *user, struct lci_error *err)
{
    struct job *job = &pool->job;
    int64_t told_ms = now_ms();
    bool more = item_count > 0;

    start_job(pool, item_count, batch, work, user);
    while (more) {
        look_up(pool, context, stage, &told_ms);
        more = do_batch(pool, 0);
    }
    wait_for_workers(pool, context, stage, &told_ms);
    if (atomic_load(&job->cancelled))
        return lci_fail(err, LCI_E_CANCELLED, "%s: cancelled", stage);
    if (job->status != LCI_OK) {
        if (err)
            *err = job->error;
        return job->status;
    }
    if (context && context->progress)
        context->progress(context->user, stage, 1.0);
    return LCI_OK;
}
