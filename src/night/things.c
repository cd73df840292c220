/* things.c - which facilities, homes, streets and units a night has: a number for each. */
#include "night/things.h"

#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/fingerprint.h"

/* A list that is being filled. */
struct listing {
    struct lci_objects *list;
    struct lci_hasher *hasher;
};

const char *
lci_night_kind_text(enum lci_removed kind)
{
    static const char *const texts[] = {
        [LCI_REMOVED_NOTHING] = "nothing", [LCI_REMOVED_FACILITIES] = "facilities", [LCI_REMOVED_HOMES] = "homes",
        [LCI_REMOVED_STREETS] = "streets", [LCI_REMOVED_UNITS] = "units",
    };

    return texts[kind];
}

static int
compare(const void *a, const void *b)
{
    const uint64_t x = *(const uint64_t *)a;
    const uint64_t y = *(const uint64_t *)b;

    return (x > y) - (x < y);
}

static enum lci_status
begin(struct listing *listing, struct lci_objects *list, size_t most, struct lci_arena *arena, struct lci_error *err)
{
    *list = (struct lci_objects){.items = lci_arena_alloc(arena, most + 1, sizeof(*list->items))};
    *listing = (struct listing){list, lci_hasher_new()};
    if (list->items && listing->hasher)
        return LCI_OK;
    lci_hasher_free(listing->hasher);
    return lci_fail_nomem(err, "night");
}

/* The thing whose parts were added to the hasher. */
static void
take(struct listing *listing)
{
    listing->list->items[listing->list->count++] = lci_hasher_end(listing->hasher).high;
    lci_hasher_reset(listing->hasher);
}

static void
end(struct listing *listing)
{
    qsort(listing->list->items, listing->list->count, sizeof(*listing->list->items), compare);
    lci_hasher_free(listing->hasher);
}

/* The id, or of what has none name and place, in centimetres. */
static void
add_identity(struct lci_hasher *hasher, bool id_given, const char *id, const char *name, double x_m, double y_m)
{
    lci_hasher_add_text(hasher, id_given ? id : NULL);
    if (id_given)
        return;
    lci_hasher_add_text(hasher, name);
    lci_hasher_add_u64(hasher, (uint64_t)llround(x_m * 100.0));
    lci_hasher_add_u64(hasher, (uint64_t)llround(y_m * 100.0));
}

static void
add_facilities(struct listing *listing, const struct lci_job *job, const struct lci_facilities *facilities)
{
    for (size_t i = 0; i < facilities->count; i++) {
        const struct lci_facility *facility = &facilities->items[i];

        lci_hasher_add_text(listing->hasher, job->categories[facility->category].id);
        add_identity(listing->hasher, facility->id_given, facility->id, facility->name, facility->x_m, facility->y_m);
        take(listing);
    }
}

static void
add_homes(struct listing *listing, const struct lci_homes *homes)
{
    for (size_t i = 0; i < homes->count; i++) {
        const struct lci_home *home = &homes->items[i];
        double x_m = 0.0;
        double y_m = 0.0;

        if (!home->id_given)
            (void)lci_shape_place(&homes->shapes, i, &x_m, &y_m);
        add_identity(listing->hasher, home->id_given, home->id, home->name, x_m, y_m);
        take(listing);
    }
}

enum lci_status
lci_night_things_take_streets(struct lci_night_things *things, const struct lci_job *job, struct lci_arena *arena,
                              struct lci_error *err)
{
    struct lci_objects *list = &things->kinds[LCI_REMOVED_STREETS];
    struct listing listing = {0};
    enum lci_status status = LCI_OK;

    if (list->items)
        return LCI_OK;
    status = begin(&listing, list, job->ways.count, arena, err);
    if (status != LCI_OK)
        return status;
    for (size_t i = 0; i < job->ways.count; i++) {
        lci_hasher_add_text(listing.hasher, job->ways.items[i].id);
        take(&listing);
    }
    end(&listing);
    return LCI_OK;
}

enum lci_status
lci_night_things_take(struct lci_night_things *things, const struct lci_passes *passes, struct lci_arena *arena,
                      struct lci_error *err)
{
    const struct lci_job *job = &passes->items[0];
    struct listing listing = {0};
    enum lci_status status = begin(&listing, &things->kinds[LCI_REMOVED_FACILITIES], job->facilities.count + job->idle.count,
                                   arena, err);

    if (status != LCI_OK)
        return status;
    add_facilities(&listing, job, &job->facilities);
    add_facilities(&listing, job, &job->idle);
    end(&listing);
    status = begin(&listing, &things->kinds[LCI_REMOVED_HOMES], job->homes.count, arena, err);
    if (status != LCI_OK)
        return status;
    add_homes(&listing, &job->homes);
    end(&listing);
    status = begin(&listing, &things->kinds[LCI_REMOVED_UNITS], job->units.count, arena, err);
    if (status != LCI_OK)
        return status;
    for (size_t i = 0; i < job->units.count; i++) {
        lci_hasher_add_text(listing.hasher, job->units.items[i].level);
        lci_hasher_add_text(listing.hasher, job->units.items[i].code);
        take(&listing);
    }
    end(&listing);
    return LCI_OK;
}

enum lci_status
lci_night_things_write(const struct lci_night_things *things, struct lci_store *store, uint64_t night, uint64_t oldest,
                       uint64_t current,
                       struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    for (enum lci_removed kind = LCI_REMOVED_FACILITIES; kind <= LCI_REMOVED_UNITS && status == LCI_OK; kind++)
        status = lci_objects_put(store, night, lci_night_kind_text(kind), &things->kinds[kind], err);
    return status == LCI_OK ? lci_objects_prune(store, oldest, current, err) : status;
}
