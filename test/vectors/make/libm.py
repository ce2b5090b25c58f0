"""Values of the functions of src/util/libm.ts at 1200 bits, for test/util/libm.test.ts.

    pip install mpmath==1.3.0
    python3 test/vectors/make/libm.py > test/vectors/libm.json

Each case is the bits of the arguments, then of a pair high + low whose sum is the value to about 106 bits (16 hexadecimal
digits each): enough to tell an error of a hundredth of a unit in the last place.
"""
import json
import math
import random
import struct

from mpmath import mp, mpf

mp.prec = 1200
random.seed(20261101)

bits = lambda x: struct.pack(">d", x).hex()
value = lambda h: struct.unpack(">d", bytes.fromhex(h))[0]


def high(x):  # nearest double, also below the normal numbers (mpmath's float() rounds those twice)
    if x == 0:
        return 0.0
    e = max(int(mp.floor(mp.log(abs(x), 2))), -1022) - 52
    n = int(mp.nint(x * mpf(2) ** -e))
    return math.ldexp(n, e) if abs(n) < 2**54 else math.copysign(math.inf, n)


uniform, sign = random.uniform, lambda: random.choice((-1, 1))
power = lambda a, b: 2 ** uniform(a, b)
many = lambda n, f: [f() for _ in range(n)]
tiny = [5e-324, 1e-310, 2.2250738585072014e-308, 1e-300, 1e-20, 2.0**-53, 2.0**-27]
both = lambda xs: [s * x for x in xs for s in (1, -1)]

functions = {
    "exp": (mp.exp, both(tiny) + [709.78, -708.4, -745.13, -745.0, 0.34657359, -0.34657359, 1.0, -1.0] + many(60, lambda: uniform(-1, 1))
            + many(60, lambda: uniform(-745, 709.7)) + many(30, lambda: uniform(-745, -708)) + many(20, lambda: sign() * power(-60, 0))),
    "log": (mp.log, tiny + [1.7976931348623157e308, 0.5, 2.0, 0.7071067811865475, 0.7071067811865476, 1.414213562373095, 1.4142135623730951, 0.9999999999999999, 1.0000000000000002]
            + many(60, lambda: power(-1074, 1024)) + many(60, lambda: uniform(0, 3)) + many(40, lambda: 1 + sign() * power(-52, 0) * 0.9)),
    "tanh": (mp.tanh, both(tiny) + [0.25, -0.25, 0.25000000000000006, 22.0, -21.9, 19.06] + many(60, lambda: uniform(-23, 23))
             + many(60, lambda: uniform(-1, 1)) + many(30, lambda: sign() * uniform(0.2, 0.3))),
    "sigmoid": (lambda x: 1 / (1 + mp.exp(-x)), both(tiny) + [36.7, -36.7, -708.4, -745.0] + many(60, lambda: uniform(-40, 40))
                + many(60, lambda: uniform(-2, 2)) + many(30, lambda: uniform(-745, -30))),
    "softplus": (lambda x: mp.log(1 + mp.exp(x)), both(tiny) + [-36.7, -36.54, 36.7, 39.9, 40.1, 1000.0, -708.4, -745.0] + many(60, lambda: uniform(-45, 45))
                 + many(60, lambda: uniform(-2, 2)) + many(30, lambda: uniform(-745, -30))),
    # 6381956970095103·2^797 is the double nearest to a multiple of π/2 (Muller et al., Handbook of Floating-Point Arithmetic)
    "sin": (mp.sin, both(tiny) + [math.ldexp(6381956970095103, 797), 1.7976931348623157e308, 1e22, 1048576.0, 1048575.9999999999, math.pi, math.pi / 2, 0.7853981633974483]
            + many(50, lambda: uniform(-10, 10)) + many(40, lambda: uniform(-1.1e6, 1.1e6)) + many(50, lambda: sign() * power(20, 1023))
            + many(30, lambda: float(random.randint(1, 600000)) * math.pi / 2)),
    "cos": (mp.cos, both(tiny) + [math.ldexp(6381956970095103, 797), 1.7976931348623157e308, 1e22, 1048576.0, 1048575.9999999999, math.pi, math.pi / 2, 0.7853981633974483]
            + many(50, lambda: uniform(-10, 10)) + many(40, lambda: uniform(-1.1e6, 1.1e6)) + many(50, lambda: sign() * power(20, 1023))
            + many(30, lambda: float(random.randint(1, 600000)) * math.pi / 2)),
    "erf": (mp.erf, both(tiny) + [0.875, 0.8749999999999999, 1.25, 1.75, 2.5, 3.5, 5.9, -5.9, 6.0] + many(60, lambda: uniform(-6.5, 6.5)) + many(60, lambda: uniform(-1, 1))),
    "pow": (mp.power, [(2.0, 0.5), (2.0, -1074.0), (10.0, 308.0), (10.0, -320.0), (0.9, 1000.0), (-3.0, 3.0), (-3.0, 4.0), (-1.5, -7.0), (5e-324, 0.3), (1.7976931348623157e308, -1.04),
                       (0.9999999999999999, 1e18), (1.0000000000000002, 3e18), (1.0000000000000002, -3.3e18), (3.0, 1e-300), (0.999, 1.0), (1.1, 2.0)]
            + many(50, lambda: (uniform(0, 3), uniform(-30, 30))) + many(40, lambda: (uniform(0, 10), float(random.randint(-10, 10))))
            + many(60, lambda: (lambda x: (x, uniform(-1070, 1020) / math.log2(x)))(power(-1000, 1000)))
            + many(40, lambda: (lambda x: (x, uniform(-740, 709) / math.log(x)))(1 + sign() * power(-40, -1)))),
}

out = {"made by": "test/vectors/make/libm.py, mpmath 1.3.0, 1200 bits, seed 20261101"}
for name, (f, arguments) in functions.items():
    cases = []
    for a in arguments:
        a = a if isinstance(a, tuple) else (a,)
        true = f(*map(mpf, a))
        h = high(true)
        cases.append(" ".join([*map(bits, a), bits(h), bits(high(true - mpf(h)) if math.isfinite(h) else 0.0)]))
    out[name] = cases
print(json.dumps(out, indent=0))
