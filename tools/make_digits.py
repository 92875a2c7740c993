"""Makes backprop_core/data/digits.npz from the published table: python tools/make_digits.py optdigits.tes

The table has a row for each image: 64 whole numbers from 0 to 16, row by row, and the digit. It is the file
`optdigits.tes` of the UCI Machine Learning Repository; scikit-learn carries the same rows as
`sklearn/datasets/data/digits.csv.gz`, which is read as well. See backprop_core/data/README.md.
"""

import sys
from pathlib import Path

import numpy as np

TARGET = Path(__file__).resolve().parent.parent / "backprop_core" / "data" / "digits.npz"


def make(source, target=TARGET):
    """Read the table, check that it is the one we mean, and pack it."""
    table = np.loadtxt(source, delimiter=",")
    if table.shape != (1797, 65) or table[:, :64].max() != 16 or set(table[:, 64]) != set(range(10)):
        raise SystemExit(
            f"{source} is not the table of 1797 digits: 64 numbers from 0 to 16 and the digit in each row."
        )
    np.savez_compressed(target, image=table[:, :64].astype(np.uint8), digit=table[:, 64].astype(np.uint8))
    print(f"{target}: {target.stat().st_size} bytes")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    make(sys.argv[1])
