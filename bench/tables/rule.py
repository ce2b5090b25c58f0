"""Which tables count and which column is the target: one rule, fixed before any result was seen."""
import pandas as pd

LEAST_ROWS, MOST_ROWS = 60, 50_000
LEAST_OF_A_CLASS = 10

TEXT = f"""
A table counts if it has {LEAST_ROWS} to {MOST_ROWS:,} rows with a target and no other counted table has the same cells.
Its target is the last column that is
  - a number of more than 20 different values, or of 11 to 20 that are not all whole and frequent: a regression;
  - text or true/false of 2 to 20 different values, or a number of 2: a classification,
    if each value has at least {LEAST_OF_A_CLASS} rows.
If there is none, it is the last column of 3 to 20 whole numbers of at least {LEAST_OF_A_CLASS} rows each: class codes,
a classification. A counter of rows (0, 1, 2 ... or 1, 2, 3 ...) is never a target. Beside the target there must be a
feature: a column that is not constant, no counter and not a text that differs in nearly every row.
""".strip()


def is_number(column: pd.Series) -> bool:
    return pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)


def is_counter(column: pd.Series) -> bool:
    """Whether the column numbers the rows: 0, 1, 2 ... or 1, 2, 3 ..."""
    return is_number(column) and len(column) > 2 and column.iloc[0] in (0, 1) and bool((column.diff()[1:] == 1).all())


def counters_of(table: pd.DataFrame) -> set[str]:
    """Columns that numbered the rows before these were dealt to training and test: a part of a count has gaps."""
    numbers = [name for name in table.columns if is_number(table[name])]
    return {name for name in numbers if is_counter(table[name].sort_values())}


def is_nearly_unique_text(column: pd.Series) -> bool:
    values = column.dropna()
    return not is_number(column) and len(values) > 0 and values.nunique() > 0.9 * len(values)


def task_of(column: pd.Series) -> str | None:
    """'regression', 'classification', 'codes', or None for a column that is no plausible target."""
    values = column.dropna()
    if len(values) < LEAST_ROWS or is_counter(column):
        return None
    counts = values.value_counts()
    frequent = counts.min() >= LEAST_OF_A_CLASS
    if not is_number(column) or len(counts) == 2:
        return "classification" if 2 <= len(counts) <= 20 and frequent else None
    if len(counts) <= 20 and frequent and (values == values.round()).all():
        return "codes" if len(counts) > 2 else None
    return "regression" if len(counts) > 10 else None


def target_of(table: pd.DataFrame) -> tuple[str, str] | None:
    """The name of the target and its task."""
    tasks = {name: task_of(table[name]) for name in table.columns}
    for wanted in (["regression", "classification"], ["codes"]):
        for name in reversed(table.columns):
            if tasks[name] in wanted:
                return name, str(tasks[name])
    return None


def features_of(table: pd.DataFrame, target: str) -> list[str]:
    return [
        name
        for name in table.columns
        if name != target
        and table[name].nunique() > 1
        and not is_counter(table[name])
        and not is_nearly_unique_text(table[name])
    ]
