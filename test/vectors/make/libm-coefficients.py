"""Prints the coefficients of src/util/routine-tables.ts that are no Taylor series, and how far each polynomial is from its
function.

    pip install mpmath==1.3.0
    python3 test/vectors/make/libm-coefficients.py

Chebyshev interpolation at 60 digits (mpmath.chebyfit), for one of them the exchange of Remez; then each coefficient
rounded to the nearest double.
"""
from mpmath import mp, mpf, log, tanh, cos, erf, erfc, sqrt, pi, chebyfit, taylor, lu_solve, matrix

mp.dps = 60


def show(name, f, a, b, count, weight):
    """Coefficients, constant first; `weight(t)` scales the polynomial's error to units of the final result."""
    poly = [mpf(float(c)) for c in chebyfit(f, [a, b], count)]  # highest power first
    worst = mpf(0)
    for i in range(401):
        t = a + (b - a) * mpf(i) / 400
        if t == 0:
            continue
        worst = max(worst, abs(mp.polyval(poly, t) - f(t)) * weight(t))
    print(f"// {name}: error {mp.nstr(worst, 3)} = 2^{mp.nstr(log(worst, 2), 4)}")
    print("[" + ", ".join(repr(float(c)) for c in reversed(poly)) + "]")


def remez(name, f, a, b, count, weight):
    """The same, with the smallest largest error: points between which it alternates, moved to where it is largest."""
    grid = [t for t in (a + (b - a) * mpf(i) / 2000 for i in range(2001)) if weight(t) != 0]
    points = [(a + b) / 2 - (b - a) / 2 * cos(pi * i / count) for i in range(count + 1)]
    for _ in range(12):
        rows = [[p ** k for k in range(count)] + [(-1) ** i / weight(p)] for i, p in enumerate(points)]
        poly = lu_solve(matrix(rows), matrix([f(p) for p in points]))[:count]
        peaks = []
        for t in grid:
            error = (mp.polyval(poly[::-1], t) - f(t)) * weight(t)
            if not peaks or (error > 0) != (peaks[-1][1] > 0):
                peaks.append((t, error))
            elif abs(error) > abs(peaks[-1][1]):
                peaks[-1] = (t, error)
        points = [t for t, _ in peaks][:count + 1]
        if len(points) < count + 1:
            break
    worst = max(abs(error) for _, error in peaks)
    print(f"// {name}: error {mp.nstr(worst, 3)} = 2^{mp.nstr(log(worst, 2), 4)}")
    print("[" + ", ".join(repr(float(c)) for c in poly) + "]")


def series(f, z, n=40):
    return sum(f(i) * z ** i for i in range(n))


ln2 = log(2)
tanh_series = taylor(tanh, 0, 61)


def even_part(t, z):  # (t(x)/x - first)/z from a Taylor series in x
    return sum(t[2 * i + 3] * z ** i for i in range(29))


show("TANH: (tanh x/x - 1)/x^2 in z", lambda z: even_part(tanh_series, z), mpf(0), mpf(1) / 16, 9, lambda z: z)
far = mpf(7) / 8
remez("ERF: -log(1 - erf(x)) in x - 7/8", lambda t: -log(erfc(far + t)), mpf(0), 6 - far, 20, lambda t: erfc(far + t))


print("// shorter ones, for f32")
show("error: -log(erfc(x))/x", lambda x: 2 / sqrt(pi) if x == 0 else -log(erfc(x)) / x, mpf(0), mpf(4), 11,
     lambda x: x * erfc(x) / erf(x))


def parts(x, *bits):
    out = []
    for n in bits:
        e = int(mp.floor(log(abs(x), 2)))
        head = mp.floor(x * mpf(2) ** (n - 1 - e)) / mpf(2) ** (n - 1 - e) if n < 53 else mpf(float(x))
        out.append(repr(float(head)))
        x -= head
    return out


print("// ln 2 in 40 + 53 bits", parts(ln2, 40, 53))
print("// pi/2 in 33 + 33 + 33 + 53 bits", parts(pi / 2, 33, 33, 33, 53))
print("// 1/ln 2, 2/pi, 2/3 and 2/5 as pairs", repr(float(1 / ln2)), repr(float(2 / pi)), parts(mpf(2) / 3, 53, 53), parts(mpf(2) / 5, 53, 53))
