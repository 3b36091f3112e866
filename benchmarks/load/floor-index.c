// floor-index: the least a server can do that also commits to an index before it acknowledges.
// As shared/bench's floor (one thread per connection: recv, SHA-256, pwrite, fdatasync), and then, for each chunk, a
// record of 64 bytes in one index file: whoever comes while a sync of it runs waits, and then one syncs for all.
//   floor-index PORT DIR
// Speaks just enough of tus for recload.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <openssl/evp.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define UPLOADS (1 << 16)
#define PIECE (1 << 18)
#define RECORD 64

struct upload {
    int file;
    EVP_MD_CTX *digest;
    int64_t offset;
};

static struct upload uploads[UPLOADS];
static atomic_int serial;
static const char *directory;

// The index: records are appended under `lock`; `durable` counts the records that a sync has covered.
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t synced = PTHREAD_COND_INITIALIZER;
static int index_file, syncing;
static int64_t written, durable;

static void die(const char *what) {
    perror(what);
    exit(1);
}

static void commit(int id, int64_t offset) {
    char record[RECORD] = {0};
    memcpy(record, &id, sizeof id);
    memcpy(record + 8, &offset, sizeof offset);
    pthread_mutex_lock(&lock);
    if (pwrite(index_file, record, RECORD, written * RECORD) != RECORD) die("index");
    int64_t mine = ++written;
    while (durable < mine) {
        if (syncing) {
            pthread_cond_wait(&synced, &lock);
            continue;
        }
        syncing = 1;
        int64_t covered = written;
        pthread_mutex_unlock(&lock);
        if (fdatasync(index_file)) die("index");
        pthread_mutex_lock(&lock);
        syncing = 0;
        durable = covered;
        pthread_cond_broadcast(&synced);
    }
    pthread_mutex_unlock(&lock);
}

static int64_t number(const char *head, const char *name) {
    const char *at = strcasestr(head, name);
    return at ? atoll(at + strlen(name)) : 0;
}

static int create(void) {
    int id = atomic_fetch_add(&serial, 1) & (UPLOADS - 1);
    char path[4096];
    snprintf(path, sizeof path, "%s/f%d", directory, id);
    struct upload *upload = &uploads[id];
    upload->file = open(path, O_CREAT | O_TRUNC | O_WRONLY, 0644);
    if (upload->file < 0) die(path);
    upload->offset = 0;
    upload->digest = EVP_MD_CTX_new();
    EVP_DigestInit_ex(upload->digest, EVP_sha256(), NULL);
    return id;
}

// Reads a body, of which `have` bytes came with the head; 0 if the line broke.
static int body(int line, struct upload *upload, char *piece, size_t have, int64_t left) {
    while (left > 0) {
        if (!have) {
            ssize_t count = recv(line, piece, left < PIECE ? left : PIECE, 0);
            if (count <= 0) return 0;
            have = count;
        }
        EVP_DigestUpdate(upload->digest, piece, have);
        if (pwrite(upload->file, piece, have, upload->offset) != (ssize_t)have) die("pwrite");
        upload->offset += have;
        left -= have;
        have = 0;
    }
    return 1;
}

static void *serve(void *argument) {
    int line = (int)(intptr_t)argument;
    char *piece = malloc(1 << 20), head[16384], answer[512];
    for (;;) {
        size_t n = 0;
        char *end = NULL;
        while (!end) {
            ssize_t count = recv(line, head + n, sizeof head - 1 - n, 0);
            if (count <= 0) goto bye;
            n += count;
            head[n] = 0;
            end = strstr(head, "\r\n\r\n");
        }
        size_t have = head + n - (end + 4);
        memcpy(piece, end + 4, have);
        *end = 0;
        int64_t length = number(head, "\r\nContent-Length:");
        int creation = !strncmp(head, "POST", 4);
        const char *address = strstr(head, "/f/");
        if (!creation && !address) goto bye;
        int id = creation ? create() : atoi(address + 3) & (UPLOADS - 1);
        struct upload *upload = &uploads[id];
        if (!body(line, upload, piece, have, length)) goto bye;
        if (length) {
            if (fdatasync(upload->file)) die("fdatasync");
            commit(id, upload->offset);
        }
        int size = creation ? snprintf(answer, sizeof answer,
                                       "HTTP/1.1 201 Created\r\nLocation: /f/%d\r\nContent-Length: 0\r\n\r\n", id)
                            : snprintf(answer, sizeof answer, "HTTP/1.1 204 No Content\r\nUpload-Offset: %lld\r\n\r\n",
                                       (long long)upload->offset);
        if (send(line, answer, size, MSG_NOSIGNAL) != size) goto bye;
    }
bye:
    close(line);
    free(piece);
    return NULL;
}

int main(int count, char **arguments) {
    if (count != 3) {
        fprintf(stderr, "usage: floor-index PORT DIR\n");
        return 2;
    }
    signal(SIGPIPE, SIG_IGN);
    directory = arguments[2];
    char path[4096];
    snprintf(path, sizeof path, "%s/index", directory);
    if ((index_file = open(path, O_CREAT | O_TRUNC | O_WRONLY, 0644)) < 0) die(path);
    int listener = socket(AF_INET, SOCK_STREAM, 0), one = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(atoi(arguments[1]))};
    inet_pton(AF_INET, "127.0.0.1", &address.sin_addr);
    if (bind(listener, (void *)&address, sizeof address) || listen(listener, 4096)) die("floor-index");
    pthread_attr_t small;
    pthread_attr_init(&small);
    pthread_attr_setdetachstate(&small, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&small, 256 << 10);
    for (;;) {
        int line = accept(listener, 0, 0);
        if (line < 0) continue;
        setsockopt(line, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        pthread_t thread;
        pthread_create(&thread, &small, serve, (void *)(intptr_t)line);
    }
}
