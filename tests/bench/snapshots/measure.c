/* measure RECORDS PROGRAM [ARGUMENT...]
   Runs a program with its output thrown away and adds a line to RECORDS: seconds, processor seconds, peak resident kilobytes of its largest process, peak proportional kilobytes of all its processes
   (0 unless MEASURE_PSS is set: reading it slows the program). Ends with the program's code. */
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec + time.tv_nsec / 1e9;
}

static long pss_of(pid_t group)
{
    long sum = 0;
    DIR *all = opendir("/proc");
    for (struct dirent *entry; (entry = readdir(all)) != NULL;) {
        pid_t pid = atoi(entry->d_name);
        if (pid <= 0 || getpgid(pid) != group)
            continue;
        char path[64], line[256];
        snprintf(path, sizeof path, "/proc/%d/smaps_rollup", pid);
        FILE *maps = fopen(path, "r");
        if (maps == NULL)
            continue;
        for (long pages; fgets(line, sizeof line, maps) != NULL;)
            if (sscanf(line, "Pss: %ld", &pages) == 1)
                sum += pages;
        fclose(maps);
    }
    closedir(all);
    return sum;
}

int main(int count, char **argument)
{
    if (count < 3)
        return 2;
    int watches = getenv("MEASURE_PSS") != NULL, status;
    long peak = 0;
    struct rusage usage;
    double begin = now();
    pid_t child = fork();
    if (child == 0) {
        int nothing = open("/dev/null", O_RDWR);
        setpgid(0, 0);
        dup2(nothing, 0);
        dup2(nothing, 1);
        execvp(argument[2], argument + 2);
        perror(argument[2]);
        _exit(127);
    }
    while (watches && wait4(child, &status, WNOHANG, &usage) == 0) {
        long pss = pss_of(child);
        if (pss > peak)
            peak = pss;
        usleep(500);
    }
    if (!watches && wait4(child, &status, 0, &usage) != child)
        return 1;
    double wall = now() - begin;
    FILE *records = fopen(argument[1], "a");
    if (records == NULL)
        return 1;
    fprintf(records, "%.6f %.6f %ld %ld\n", wall, usage.ru_utime.tv_sec + usage.ru_stime.tv_sec + (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6, usage.ru_maxrss, peak);
    fclose(records);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
