/* What the kernel needs for the work alone, written in C: the bound that snapshots are compared with.
   probe list TREE LIST           the list of a tree: what a manifest knows
   probe check TREE LIST THREADS  one statx a file, open, statx and close a folder; says how many differ from the list
   probe copy TREE LIST THREADS NEW   folders, files (copy_file_range), modes and times
   probe link TREE LIST THREADS NEW   folders and hard links */
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <dirent.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

struct folder {
    char *path;
    uint32_t count, mode;
    int64_t time;
    char *names; /* for each file: 8 bytes of time, the name, NUL */
};

enum { Unit = 64 };

static struct folder *folders;
static size_t folder_count;
static int tree, made;
static atomic_size_t next_unit;
static atomic_ulong differences;
static char job;

static void fail(const char *what)
{
    perror(what);
    exit(1);
}

static int64_t nanoseconds(struct statx_timestamp time) { return time.tv_sec * 1000000000LL + time.tv_nsec; }

static void list(FILE *out, const char *path)
{
    struct statx status;
    int handle = openat(tree, path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
    if (handle < 0 || statx(handle, "", AT_EMPTY_PATH, STATX_BASIC_STATS, &status) != 0)
        fail(path);
    DIR *stream = fdopendir(handle);
    char **below = NULL, *names = NULL;
    size_t below_count = 0, length = 0;
    uint32_t count = 0, mode = status.stx_mode & 07777;
    int64_t time = nanoseconds(status.stx_mtime);
    FILE *memory = open_memstream(&names, &length);
    for (struct dirent *entry; (entry = readdir(stream)) != NULL;) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        if (entry->d_type == DT_DIR) {
            below = realloc(below, (below_count + 1) * sizeof *below);
            below[below_count++] = strdup(entry->d_name);
            continue;
        }
        if (statx(handle, entry->d_name, AT_SYMLINK_NOFOLLOW, STATX_BASIC_STATS, &status) != 0)
            fail(entry->d_name);
        int64_t changed = nanoseconds(status.stx_mtime);
        fwrite(&changed, sizeof changed, 1, memory);
        fwrite(entry->d_name, strlen(entry->d_name) + 1, 1, memory);
        count++;
    }
    fclose(memory);
    uint32_t size = length;
    fwrite(path, strlen(path) + 1, 1, out);
    fwrite(&count, sizeof count, 1, out);
    fwrite(&mode, sizeof mode, 1, out);
    fwrite(&time, sizeof time, 1, out);
    fwrite(&size, sizeof size, 1, out);
    fwrite(names, length, 1, out);
    free(names);
    closedir(stream);
    for (size_t i = 0; i < below_count; i++) {
        char *inner;
        if (asprintf(&inner, "%s%s%s", strcmp(path, ".") == 0 ? "" : path, strcmp(path, ".") == 0 ? "" : "/", below[i]) < 0)
            exit(1);
        list(out, inner);
        free(inner);
        free(below[i]);
    }
    free(below);
}

static void load(const char *path)
{
    int file = open(path, O_RDONLY);
    off_t size = lseek(file, 0, SEEK_END);
    char *at = mmap(NULL, size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, file, 0), *end = at + size;
    if (file < 0 || at == MAP_FAILED)
        fail(path);
    for (size_t room = 0; at < end; folder_count++) {
        if (folder_count == room)
            folders = realloc(folders, (room = room * 2 + 1024) * sizeof *folders);
        struct folder *folder = folders + folder_count;
        uint32_t length;
        folder->path = at;
        at += strlen(at) + 1;
        memcpy(&folder->count, at, 4);
        memcpy(&folder->mode, at + 4, 4);
        memcpy(&folder->time, at + 8, 8);
        memcpy(&length, at + 16, 4);
        folder->names = at + 20;
        at += 20 + length;
    }
}

static void times(int handle, int64_t time)
{
    struct timespec both[2] = { { .tv_nsec = UTIME_NOW }, { .tv_sec = time / 1000000000, .tv_nsec = time % 1000000000 } };
    if (futimens(handle, both) != 0)
        fail("futimens");
}

static void copy(int from, int to, const char *name)
{
    struct stat status;
    int source = openat(from, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    if (source < 0) {
        char target[4096];
        ssize_t length = readlinkat(from, name, target, sizeof target - 1);
        if (length < 0)
            fail(name);
        target[length] = 0;
        if (symlinkat(target, to, name) != 0)
            fail(name);
        return;
    }
    fstat(source, &status);
    int file = openat(to, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, status.st_mode & 07777);
    if (file < 0)
        fail(name);
    for (off_t left = status.st_size; left > 0;) {
        ssize_t done = copy_file_range(source, NULL, file, NULL, left, 0);
        if (done <= 0)
            fail(name);
        left -= done;
    }
    times(file, status.st_mtim.tv_sec * 1000000000LL + status.st_mtim.tv_nsec);
    close(source);
    close(file);
}

static void work(const struct folder *folder)
{
    struct statx status;
    int from = openat(tree, folder->path, (job == 'h' ? O_PATH : O_RDONLY) | O_DIRECTORY | O_NOFOLLOW), to = -1;
    if (from < 0)
        fail(folder->path);
    if (job == 'h') {
        if (statx(from, "", AT_EMPTY_PATH, STATX_BASIC_STATS, &status) != 0 || nanoseconds(status.stx_mtime) != folder->time)
            differences++;
    } else if ((to = openat(made, folder->path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW)) < 0) {
        fail(folder->path);
    }
    const char *at = folder->names;
    for (uint32_t i = 0; i < folder->count; i++) {
        int64_t time;
        memcpy(&time, at, 8);
        const char *name = at + 8;
        at = name + strlen(name) + 1;
        if (job == 'o')
            copy(from, to, name);
        else if (job == 'i' && linkat(from, name, to, name, 0) != 0)
            fail(name);
        else if (job == 'h' && (statx(from, name, AT_SYMLINK_NOFOLLOW | AT_STATX_DONT_SYNC, STATX_BASIC_STATS, &status) != 0 || nanoseconds(status.stx_mtime) != time))
            differences++;
    }
    close(from);
    if (to >= 0)
        close(to);
}

static void *run(void *nothing)
{
    for (size_t unit; (unit = next_unit++ * Unit) < folder_count;)
        for (size_t i = unit; i < unit + Unit && i < folder_count; i++)
            work(folders + i);
    return nothing;
}

static void finish_folders(void)
{
    for (size_t i = folder_count; i-- > 0;) {
        int handle = openat(made, folders[i].path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
        if (handle < 0 || fchmod(handle, folders[i].mode) != 0)
            fail(folders[i].path);
        times(handle, folders[i].time);
        close(handle);
    }
}

int main(int count, char **argument)
{
    if (count < 4 || (tree = open(argument[2], O_PATH | O_DIRECTORY)) < 0)
        return 2;
    if (strcmp(argument[1], "list") == 0) {
        FILE *out = fopen(argument[3], "w");
        if (out == NULL)
            fail(argument[3]);
        list(out, ".");
        return fclose(out) == 0 ? 0 : 1;
    }
    job = argument[1][1];
    load(argument[3]);
    if (job != 'h') {
        if (count < 6 || mkdir(argument[5], 0700) != 0 || (made = open(argument[5], O_PATH | O_DIRECTORY)) < 0)
            fail("the new folder");
        for (size_t i = 1; i < folder_count; i++)
            if (mkdirat(made, folders[i].path, 0700) != 0)
                fail(folders[i].path);
    }
    int threads = count > 4 ? atoi(argument[4]) : 1;
    pthread_t thread[64];
    for (int i = 0; i < threads && i < 64; i++)
        pthread_create(thread + i, NULL, run, NULL);
    for (int i = 0; i < threads && i < 64; i++)
        pthread_join(thread[i], NULL);
    if (job != 'h')
        finish_folders();
    printf("%zu folders, %lu differences\n", folder_count, (unsigned long)differences);
    return differences == 0 ? 0 : 3;
}
