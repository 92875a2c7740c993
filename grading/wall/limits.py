"""What a student's program may take, and what it may no longer do once it has begun; called inside of the sandbox.

Threat: the machine is taken away from all others, by memory, files, processes; or a program is started that stays. So
memory and sizes of files are limited, and the kernel refuses to make a process or to start a program (seccomp, by
libseccomp through pyseccomp): threads are allowed, since NumPy may make some, but not as many as the machine has
numbers for. Nor is memory given that no limit counts: files in it, and pieces of it that stay when nobody looks at
them. What the wall around it forbids, like files, network, and other processes, is not told here: see sandbox.py.
"""

import resource

MEMORY = 2 * 2**30
FILE = 32 * 2**20
SECONDS = 600  # of computing
THREADS = 2000  # before Linux 5.14 those of whoever marks are counted with them
# Names of system calls that start or trace programs, or that reach what the sandbox has no use for.
FORBIDDEN = (
    "fork", "vfork", "execve", "execveat", "ptrace", "process_vm_readv", "process_vm_writev", "kexec_load", "bpf",
    "perf_event_open", "userfaultfd", "unshare", "setns", "mount", "umount2", "pivot_root", "chroot",
    "open_by_handle_at", "keyctl", "add_key", "request_key", "socket", "socketpair", "tgkill", "tkill", "kill",
    "pidfd_open", "pidfd_send_signal", "rt_sigqueueinfo", "rt_tgsigqueueinfo", "prlimit64", "setrlimit",
    "io_uring_setup", "personality", "memfd_create", "memfd_secret", "shmget", "shmat", "semget", "msgget", "mq_open",
)  # fmt: skip
CLONE_THREAD = 0x00010000


def enter(wall):
    """From here on; wall: without one, nothing is asked of libseccomp."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_FSIZE, FILE), (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_CPU, SECONDS), (resource.RLIMIT_NOFILE, 256),
    ):  # fmt: skip
        resource.setrlimit(what, (most, most))
    if not wall:  # there the threads of all programs of whoever marks would be counted
        return
    resource.setrlimit(resource.RLIMIT_NPROC, (THREADS, THREADS))
    import errno

    from pyseccomp import ALLOW, ERRNO, MASKED_EQ, Arg, SyscallFilter

    rules = SyscallFilter(ALLOW)
    for name in FORBIDDEN:
        rules.add_rule(ERRNO(errno.EPERM), name)
    rules.add_rule(ERRNO(errno.ENOSYS), "clone3")  # its flags lie in memory, where no filter sees them: clone is next
    rules.add_rule(ERRNO(errno.EPERM), "clone", Arg(0, MASKED_EQ, CLONE_THREAD, 0))
    rules.load()
