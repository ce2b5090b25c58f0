"""Parquet files of one small table in every usual compression, and one with nested values.

python -P test/vectors/make/parquet-tables.py        (pyarrow 26.0.1; writes test/cli/cases/*.parquet)
"""

import datetime
import os

import pyarrow as pa
import pyarrow.parquet as pq

folder = os.path.join(os.path.dirname(__file__), '../../cli/cases')
os.makedirs(folder, exist_ok=True)
table = pa.table(
    {
        'x': pa.array([1.5, None, float('nan'), float('inf')], pa.float64()),
        'n': pa.array([1, 2, None, 2**40], pa.int64()),
        'kind': pa.array(['007', 'b', None, 'NA'], pa.string()),
        'yes': pa.array([True, False, None, True], pa.bool_()),
        'when': pa.array([datetime.datetime(2024, 5, 31, 12), None, datetime.datetime(1999, 1, 1), None], pa.timestamp('us')),
    }
)
for compression in ['none', 'snappy', 'gzip', 'zstd', 'brotli', 'lz4']:
    pq.write_table(table, os.path.join(folder, f'{compression}.parquet'), compression=compression)
nested = pa.table({'x': [1.0, 2.0], 'list': [[1, 2], [3]]})
pq.write_table(nested, os.path.join(folder, 'nested.parquet'))
