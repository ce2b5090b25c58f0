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
# seven groups of rows: the kind of a column shows in a later one than the first
rows = 20
groups = pa.table(
    {
        'i': pa.array([None if i == 4 else i for i in range(rows)], pa.int64()),
        'x': pa.array([None if i < 3 else i / 8 for i in range(rows)], pa.float64()),
        'text': pa.array([None if i < 6 else f't{i % 4}' for i in range(rows)], pa.string()),
    }
)
pq.write_table(groups, os.path.join(folder, 'groups.parquet'), row_group_size=3)
