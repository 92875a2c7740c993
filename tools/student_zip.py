"""The course as students get it, in one file: python tools/student_zip.py [file.zip]   (make student-zip)

Everything that is committed, except for the teacher's side and the tests: both hold solutions. The list of files comes
from git, so that nothing that lies about in the folder gets in.
"""

import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOP = "backpropagation"
LEFT_OUT = ("grading/", "tests/", ".ci/")


def files():
    """The files of the course, relative to its folder."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode:
        sys.exit(f"git cannot list the files of the course: {listed.stderr.strip()}")
    names = [name for name in listed.stdout.split("\0") if name and not name.startswith(LEFT_OUT)]
    return [name for name in names if (ROOT / name).is_file()]


def main(arguments):
    """Write the file; returns the exit code."""
    path = Path(arguments[0]) if arguments else ROOT / "dist" / f"{TOP}.zip"
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in files():
            archive.write(ROOT / name, f"{TOP}/{name}")
    print(f"{path} ({path.stat().st_size / 1e6:.1f} MB)")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
