/* start ROUNDS PROGRAM [ARGUMENT...] -- OTHER [ARGUMENT...]
   Runs both programs in turn, so that a busy moment of the machine hits both alike, and compares their medians. */
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>

extern char **environ;

static double run(char **words)
{
    posix_spawn_file_actions_t actions;
    struct timespec begin, end;
    pid_t child;
    int status;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    clock_gettime(CLOCK_MONOTONIC, &begin);
    if (posix_spawn(&child, words[0], &actions, NULL, words, environ) != 0 || waitpid(child, &status, 0) != child) {
        fprintf(stderr, "start: cannot run %s\n", words[0]);
        exit(1);
    }
    clock_gettime(CLOCK_MONOTONIC, &end);
    posix_spawn_file_actions_destroy(&actions);
    if (status != 0) {
        fprintf(stderr, "start: %s failed (wait status %d)\n", words[0], status);
        exit(1);
    }
    return (end.tv_sec - begin.tv_sec) * 1e3 + (end.tv_nsec - begin.tv_nsec) / 1e6;
}

static int ascending(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

static double report(const char *name, double *times, int count)
{
    qsort(times, count, sizeof *times, ascending);
    printf("%-12s median %7.2f ms   fastest %7.2f ms   95%% under %7.2f ms\n", name, times[count / 2], times[0], times[count * 95 / 100]);
    return times[count / 2];
}

int main(int count, char **words)
{
    int rounds = count > 2 ? atoi(words[1]) : 0, middle = 2;
    while (middle < count && strcmp(words[middle], "--") != 0)
        middle++;
    if (rounds < 1 || middle >= count - 1)
        return 2;
    words[middle] = NULL;
    char **first = words + 2, **second = words + middle + 1;
    double *ours = calloc(rounds, sizeof *ours), *theirs = calloc(rounds, sizeof *theirs);
    run(first);
    run(second);
    for (int i = 0; i < rounds; i++) {
        ours[i] = run(first);
        theirs[i] = run(second);
    }
    double a = report("agsekit", ours, rounds), b = report("C", theirs, rounds);
    printf("ratio        %.1f (%+.2f ms), %d rounds in turn\n", a / b, a - b, rounds);
    free(ours);
    free(theirs);
    return 0;
}
