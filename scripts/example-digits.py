"""examples/digits.csv: the first 900 pictures of scikit-learn's digits, 8 × 8 of 0 to 16, and the digit of each.

    .cache/python/bin/python scripts/example-digits.py > examples/digits.csv

They are the test set of "Optical Recognition of Handwritten Digits" by E. Alpaydin and C. Kaynak (UCI Machine Learning
Repository, 1998, https://doi.org/10.24432/C50P49), licence CC BY 4.0. A test compares the file with what this makes.
"""
from sklearn.datasets import load_digits

pictures, digits = load_digits(return_X_y=True)
print(",".join([*(f"p{row}{column}" for row in range(8) for column in range(8)), "digit"]))
for picture, digit in zip(pictures[:900].astype(int), digits):
    print(",".join(map(str, [*picture, digit])))
