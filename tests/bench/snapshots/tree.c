/* tree FOLDER FILES FOLDERS LINKS DEPTH BYTES
   Makes a tree as a large project has it: many small files of source text, some larger, folders up to DEPTH levels, symbolic links. The same numbers make the same tree. */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { Pool = 8 << 20 };

static uint64_t state = 0x9e3779b97f4a7c15;

static uint64_t next(void)
{
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return state;
}

static const char *const words[] = { "value", "index", "buffer", "count", "request", "handler", "token", "result", "session", "config", "path", "entry", "node", "parse", "write", "read", "open", "close",
    "queue", "worker", "state", "update", "remove", "insert", "length", "offset", "stream", "cache", "user", "error", "message", "client", "server", "timeout", "limit", "table" };

static const char *const lines[] = { "    if (%s == NULL)\n        return %s_%s;\n", "    %s->%s = %s(%s, %lu);\n", "static int %s_%s(struct %s *%s)\n{\n", "    for (size_t i = 0; i < %s; i++)\n        %s[i] += %s;\n",
    "}\n\n/* The %s of a %s belongs to its %s. */\n", "def %s(self, %s):\n    return self.%s\n\n", "const %s = await %s.%s({ id: %lu });\n", "import { %s } from '../%s/%s';\n", "#include \"%s/%s.h\"\n" };

static const char *word(void) { return words[next() % (sizeof words / sizeof *words)]; }

static char *text(void)
{
    char *pool = malloc(Pool + 512);
    for (size_t at = 0; at < Pool;)
        at += snprintf(pool + at, 512, lines[next() % (sizeof lines / sizeof *lines)], word(), word(), word(), word(), (unsigned long)(next() % 100000), word());
    return pool;
}

static void fail(const char *what)
{
    perror(what);
    exit(1);
}

static size_t size(double scale)
{
    uint64_t kind = next() % 1000;
    double mean = kind < 900 ? 1800 : kind < 990 ? 15000 : kind < 999 ? 90000 : 200000;
    return (size_t)((next() % 2000 / 1000.0) * mean * scale);
}

int main(int count, char **argument)
{
    if (count != 7)
        return 2;
    long files = atol(argument[2]), folders = atol(argument[3]), links = atol(argument[4]), depth = atol(argument[5]);
    double scale = atof(argument[6]) / (files * 4130.0);
    char **names = calloc(folders + 1, sizeof *names), name[4096], target[4096];
    int *depths = calloc(folders + 1, sizeof *depths);
    char *pool = text();
    if (mkdir(argument[1], 0755) != 0 || chdir(argument[1]) != 0)
        fail(argument[1]);
    names[0] = "";
    for (long i = 1; i <= folders; i++) {
        long parent;
        do
            parent = next() % 4 == 0 ? (long)(next() % i) : i - 1 - (long)(next() % (i < 40 ? i : 40));
        while (depths[parent] >= depth);
        depths[i] = depths[parent] + 1;
        snprintf(name, sizeof name, "%s%s%s-%lx", names[parent], parent ? "/" : "", word(), i);
        names[i] = strdup(name);
        if (mkdir(name, 0755) != 0)
            fail(name);
    }
    for (long i = 0; i < files; i++) {
        long folder = next() % (folders + 1);
        size_t length = size(scale), most = Pool / 2, at = next() % (Pool / 2);
        snprintf(name, sizeof name, "%s%s%s_%s%lx.%s", names[folder], folder ? "/" : "", word(), word(), i, i % 3 == 0 ? "c" : i % 3 == 1 ? "ts" : "py");
        int file = open(name, O_WRONLY | O_CREAT | O_EXCL, next() % 20 == 0 ? 0755 : 0644);
        if (file < 0)
            fail(name);
        if (length > most)
            length = most;
        while (pool[at++] != '\n')
            ;
        char first[64];
        int used = snprintf(first, sizeof first, "/* file %ld */\n", i);
        if (write(file, first, used) != used || write(file, pool + at, length) != (ssize_t)length || close(file) != 0)
            fail(name);
    }
    for (long i = 0; i < links; i++) {
        snprintf(name, sizeof name, "%s/link-%lx", names[1 + next() % folders], i);
        snprintf(target, sizeof target, "../%s", word());
        if (symlink(target, name) != 0)
            fail(name);
    }
    return 0;
}
