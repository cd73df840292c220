/* key_page.c - the keys of a kind of file, as a page lists them. */
#include "manual/manual.h"

#include <string.h>

#include "config/key_words.h"
#include "config/number.h"

enum { PATH_SIZE = 256, MOST_WORDS = 1024 };

static const double ENDLESS = 1e9; /* no bound that anybody would meet */

static const struct text keys_heading = {{"KEYS", "键"}};
static const struct text required_word = {{"; required", "；必填"}};
static const struct text below_word = {{"; its keys are below", "；其中各键见下"}};
static const struct text as_under = {{": as under ", "：同 "}};
static const struct text between = {{", ", "、"}};

/* A page as it grows. What was said once is only referred to when it comes again. */
struct page {
    FILE *to;
    enum language language;
    const char *top; /* the key of the file whose inner keys are listed; NULL: those of the file are */
    struct {
        const struct lci_key_words *words;
        const char *top; /* under which it was said */
    } said[MOST_WORDS];
    size_t said_count;
    struct {
        char path[PATH_SIZE];
        const char *top;
    } again[MOST_WORDS]; /* keys under this top that were said before */
    size_t again_count;
};

/* What a value is, by enum lci_value_kind. */
static const struct text kind_words[] = {
    [LCI_VALUE_TEXT] = {{"text", "文本"}},
    [LCI_VALUE_NOTED] = {{"text", "文本"}},
    [LCI_VALUE_ID] = {{"lower-case letters, digits and _", "小写字母、数字和下划线"}},
    [LCI_VALUE_NUMBER] = {{"number", "数字"}},
    [LCI_VALUE_COUNT] = {{"whole number", "整数"}},
    [LCI_VALUE_BOOL] = {{"yes or no", "yes 或 no"}},
    [LCI_VALUE_CHOICE] = {{"one of", "取其一"}},
    [LCI_VALUE_CHOICES] = {{"one or a list of", "取其一或列表"}},
    [LCI_VALUE_TEXTS] = {{"text or a list", "文本或列表"}},
    [LCI_VALUE_IDS] = {{"name or a list: lower-case letters, digits and _", "名称或列表：小写字母、数字和下划线"}},
    [LCI_VALUE_NUMBERS] = {{"number or a list", "数字或列表"}},
    [LCI_VALUE_MAP] = {{"map", "映射"}},
    [LCI_VALUE_LIST] = {{"map or a list of maps", "映射或其列表"}},
    [LCI_VALUE_SELECT] = {{"map of fields and values, or a list of maps", "字段与取值的映射，或其列表"}},
    [LCI_VALUE_ROLE] = {{"name of a field", "字段名"}},
    [LCI_VALUE_FIELDS] = {{"map", "映射"}},
    [LCI_VALUE_ATTRIBUTES] = {{"map", "映射"}},
};

static bool
has_range(enum lci_value_kind kind)
{
    return kind == LCI_VALUE_NUMBER || kind == LCI_VALUE_COUNT || kind == LCI_VALUE_NUMBERS;
}

/* ", 0 to 5 metres", or only the bound that matters. */
static void
write_range(const struct page *page, const struct lci_key *key)
{
    const bool chinese = page->language == CHINESE;
    char low[LCI_NUMBER_TEXT_SIZE];
    char high[LCI_NUMBER_TEXT_SIZE];

    lci_number_write(key->low, low);
    lci_number_write(key->high, high);
    if (key->low > -ENDLESS && key->high < ENDLESS)
        (void)fprintf(page->to, chinese ? "，%s 至 %s" : ", %s to %s", low, high);
    else if (key->low > -ENDLESS)
        (void)fprintf(page->to, chinese ? "，不小于 %s" : ", at least %s", low);
    if (key->unit)
        (void)fprintf(page->to, " %s", lci_unit_in(key->unit, chinese));
}

/* "(one of: zh, en; required)" */
static void
write_value(const struct page *page, const struct lci_key *key)
{
    const bool are_words = key->words && (key->kind == LCI_VALUE_NOTED || key->kind == LCI_VALUE_CHOICE ||
                                          key->kind == LCI_VALUE_CHOICES);
    const enum lci_value_kind kind = are_words && key->kind == LCI_VALUE_NOTED ? LCI_VALUE_CHOICE : key->kind;

    (void)fputs(page->language == CHINESE ? "（" : "(", page->to);
    manual_text(page->to, kind_words[kind].in[page->language]);
    for (size_t w = 0; are_words && key->words[w]; w++) {
        (void)fputs(w > 0 ? between.in[page->language] : page->language == CHINESE ? "：" : ": ", page->to);
        manual_text(page->to, key->words[w]);
    }
    if (has_range(key->kind))
        write_range(page, key);
    if (key->required)
        (void)fputs(required_word.in[page->language], page->to);
    if (key->section && !page->top)
        (void)fputs(below_word.in[page->language], page->to);
    (void)fputs(page->language == CHINESE ? "）" : ")", page->to);
}

/* Where the words were said before; NULL: nowhere, and now they are. */
static const char *
said_before(struct page *page, const struct lci_key_words *words)
{
    for (size_t i = 0; i < page->said_count; i++)
        if (page->said[i].words == words)
            return page->said[i].top;
    if (page->said_count < MOST_WORDS) {
        page->said[page->said_count].words = words;
        page->said[page->said_count++].top = page->top;
    }
    return NULL;
}

/* One key; `path` is that from the file on, `shown` the part of it that the page shows. */
static void
write_key(struct page *page, const struct lci_key *key, const char *path, const char *shown)
{
    const struct lci_key_words *words = lci_words_of_key(path);
    const char *before = page->top ? said_before(page, words) : NULL;

    if (before && strcmp(before, page->top) != 0 && page->again_count < MOST_WORDS) {
        (void)snprintf(page->again[page->again_count].path, PATH_SIZE, "%s", shown);
        page->again[page->again_count++].top = before;
        return;
    }
    (void)fputc('*', page->to);
    manual_text(page->to, shown);
    (void)fputs("* ", page->to);
    write_value(page, key);
    (void)fputs("\n\t", page->to);
    manual_text(page->to, words->says[page->language]);
    (void)fputs("\n\n", page->to);
}

static void
write_section(struct page *page, const struct lci_section *section, const char *path, size_t hidden)
{
    for (size_t i = 0; i < section->key_count; i++) {
        const struct lci_key *key = &section->keys[i];
        char inner[PATH_SIZE];

        (void)snprintf(inner, sizeof(inner), "%s.%s", path, key->name);
        write_key(page, key, inner, inner + hidden);
        if (key->section)
            write_section(page, key->section, inner, hidden);
    }
}

/* "*source*, *layer*: as under *network*", one line for each of the earlier keys. */
static void
write_again(struct page *page)
{
    for (size_t i = 0; i < page->again_count; i++) {
        const char *top = page->again[i].top;
        bool first = true;

        if (!top)
            continue;
        for (size_t k = i; k < page->again_count; k++) {
            if (page->again[k].top != top)
                continue;
            (void)fprintf(page->to, "%s*", first ? "" : between.in[page->language]);
            manual_text(page->to, page->again[k].path);
            (void)fputc('*', page->to);
            page->again[k].top = NULL;
            first = false;
        }
        (void)fprintf(page->to, "%s*", as_under.in[page->language]);
        manual_text(page->to, top);
        (void)fputs("*\n\n", page->to);
    }
    page->again_count = 0;
}

void
manual_keys(FILE *to, const struct manual_kind *kind, enum language language)
{
    static struct page page;
    char path[PATH_SIZE];

    page = (struct page){.to = to, .language = language};
    manual_heading(to, &keys_heading, language);
    for (size_t i = 0; i < kind->section->key_count; i++) {
        const struct lci_key *key = &kind->section->keys[i];

        (void)snprintf(path, sizeof(path), "%s.%s", kind->name, key->name);
        write_key(&page, key, path, key->name);
    }
    for (size_t i = 0; i < kind->section->key_count; i++) {
        const struct lci_key *key = &kind->section->keys[i];

        if (!key->section)
            continue;
        page.top = key->name;
        (void)snprintf(path, sizeof(path), "%s.%s", kind->name, key->name);
        (void)fputs("## ", to);
        manual_text(to, key->name);
        (void)fputs("\n\n", to);
        write_section(&page, key->section, path, strlen(path) + 1);
        write_again(&page);
    }
}
