/* key_macros.h - initializers of the key tables. For src/config/keys*.c only. */
#ifndef LCI_CONFIG_KEY_MACROS_H
#define LCI_CONFIG_KEY_MACROS_H

#include "config/keys.h"

#define KEY(text, type) .name = text, .kind = LCI_VALUE_##type
#define AT(type, member) .offset = offsetof(type, member)
#define ITEMS_AT(type, items, number) .offset = offsetof(type, items), .count_offset = offsetof(type, number)
#define SECTION(table, type) .keys = table, .key_count = sizeof(table) / sizeof(table[0]), .size = sizeof(type)

#endif
