"""The course on The Littlest JupyterHub: a copy of this file goes into /opt/tljh/config/jupyterhub_config.d/.

TLJH reads it after its own settings, so it has the last word. How servers that idle are ended is a setting of TLJH
itself (docs/hub.md).
"""

from urllib.parse import quote, urlencode

c = get_config()  # noqa: F821 - JupyterHub gives it

# Where students get the notebooks from: a repository with the content of `make student-zip`, without solutions.
REPOSITORY = "https://github.com/OWNER/REPO"
BRANCH = "main"

# Who logs in gets the notebooks (nbgitpuller, which TLJH brings along) and sees the first. What a student has changed
# stays; what the teacher has changed comes along at the next login.
first = f"lab/tree/{REPOSITORY.rstrip('/').rpartition('/')[2]}/notebooks/00_start_here.ipynb"
c.Spawner.default_url = "/git-pull?" + urlencode(
    {"repo": REPOSITORY, "branch": BRANCH, "urlpath": first}, quote_via=quote
)

# A student with one notebook open needs a seventh of it, one with the whole course open four fifths. Who needs more
# has a list that grows in an endless loop: then this student's kernel or server ends, nobody else's.
c.Spawner.mem_limit = "1500M"
# The matrices are small: more threads cost more than they save, and here they would take the cores of others.
c.Spawner.environment.update({"OPENBLAS_NUM_THREADS": "1"})
c.Spawner.cpu_limit = 2.0

# A class comes at once. More servers that start at the same time make all of them late.
c.JupyterHub.concurrent_spawn_limit = 10
# For 16 GB; the next one is told to come back later, before the machine is full and stops for everybody.
c.JupyterHub.active_server_limit = 50
c.Spawner.start_timeout = 120
