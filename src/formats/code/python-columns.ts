import type { DateFeature, Feature, Preprocessing } from '../../data/preprocessing.ts';
import { pythonText as text } from '../../util/escape.ts';
import { words } from '../error-words.ts';
import { list, number } from './python-literals.ts';
import { unsupported } from './training.ts';

/** Does a column take more than a line of pandas? */
export const isOwn = (feature: Feature): boolean =>
  feature.mark === true ||
  (feature.kind === 'number' && feature.limits !== undefined) ||
  feature.kind === 'date' ||
  feature.kind === 'text' ||
  (feature.kind === 'category' && feature.other !== undefined);

/**
 * `inputs(rows)` for columns of our own making. What was fitted on the training rows is written down, not fitted again.
 *
 * @throws GradsheetError `unsupported` for free text: Python's regular expressions know no scripts, by which it is read
 */
export function ownInputs({ features, scale, scaling, columns }: Preprocessing): string {
  const has = (kind: Feature['kind']): boolean => features.some((feature) => feature.kind === kind);
  const scaled = scale !== 'none';
  return [
    ...(has('number') ? [NUMBERS] : []),
    ...(has('category') ? [CATEGORIES] : []),
    ...(has('date') ? [DATES] : []),
    '# What Gradsheet learned of the columns from the training rows.',
    ...(scaled
      ? [
          `offset = np.array([${scaling.offset.map(number).join(', ')}])`,
          `divisor = np.array([${scaling.divisor.map(number).join(', ')}])`,
          '',
        ]
      : []),
    `def inputs(rows):  # [rows, ${columns.length}]`,
    '    columns = [',
    ...features.map((feature) => `        *${callOf(feature)},`),
    '    ]',
    '    x = np.stack(columns, axis=1).astype("float64")',
    scaled ? '    return ((x - offset) / divisor).astype("float32")' : '    return x.astype("float32")',
  ].join('\n');
}

function callOf(feature: Feature): string {
  const cells = `rows[${text(feature.name)}]`;
  const mark = feature.mark ? 'True' : 'False';
  switch (feature.kind) {
    case 'number':
      return `numbers(${cells}, fill=${filled(feature.fill)}, mark=${mark}${feature.limits ? `, limits=(${feature.limits.map(number).join(', ')})` : ''})`;
    case 'category':
      return `categories(${ofNumbers(feature.values) ? `spelled(${cells})` : cells}, ${list(feature.values)}, other=${feature.other === undefined ? 'False' : 'True'}, fill=${feature.fill === undefined ? 'None' : text(feature.fill)}, mark=${mark})`;
    case 'date':
      return `dates(${cells}, ${dateOptions(feature)}, fill=${filled(feature.fill)}, mark=${mark})`;
    case 'text':
      throw unsupported(words('column "{}"', feature.name), words('numbers, categories or dates'), words('free text'));
    default:
      return feature satisfies never;
  }
}

/** Were they numbers that a person called categories? */
const ofNumbers = (values: readonly string[]): boolean => values.every((value) => String(Number(value)) === value);

const filled = (fill: number | undefined): string => (fill === undefined ? 'np.nan' : number(fill));
const dateOptions = ({ rule, first, parts }: DateFeature): string =>
  `${text(rule)}, first=${number(first)}, parts=${list(parts)}`;

const NUMBERS = `def numbers(cells, fill, mark, limits=(-np.inf, np.inf)):
    """A number, what is beyond the limits as the limit; 1 where there was none."""
    x = np.clip(pd.to_numeric(cells, errors="coerce").to_numpy("float64"), *limits)
    gap = np.isnan(x)
    return [np.where(gap, fill, x)] + ([gap] if mark else [])
`;

const CATEGORIES = `def spelled(cells):
    """Numbers as Gradsheet spells them: 007 is 7."""
    x = pd.to_numeric(cells, errors="coerce")
    return [c if np.isnan(v) else str(int(v)) if v == int(v) else repr(float(v)) for c, v in zip(cells, x)]

def categories(cells, values, other, fill, mark):
    """0 and 1 for each value, for all other ones together, and for none."""
    cells = [c if isinstance(c, str) else fill for c in cells]
    columns = [[c == value for c in cells] for value in values]
    if other:
        columns.append([c is not None and c not in values for c in cells])
    if mark:
        columns.append([c is None for c in cells])
    return columns
`;

/** `src/data/columns/parse-date.ts` and `date.ts` in Python, regular expression by regular expression. */
const DATES = `import datetime
import re
import unicodedata

MONTHS = "january february march april may june july august september october november december".split()

def day_number(year, month, day):
    """Days since 1970-01-01."""
    try:
        return float(datetime.date(int(year), int(month), int(day)).toordinal() - 719163)
    except ValueError:
        return np.nan

def whole_year(year):
    return int(year) + (0 if len(year) > 2 else 2000 if int(year) < 69 else 1900)

def month_number(name):
    name = name.lower()
    if name in MONTHS:
        return MONTHS.index(name) + 1
    short = [month[:3] for month in MONTHS]
    return 9 if name == "sept" else short.index(name) + 1 if name in short else 0

def date_parts(s, rule):
    if m := re.fullmatch(r"(\\d{4})([-/.])(\\d{1,2})\\2(\\d{1,2})", s):
        return m[1], m[3], m[4]
    if m := re.fullmatch(r"(\\d{4})(\\d{2})(\\d{2})", s):
        return m[1], m[2], m[3]
    if rule == "compact" and (m := re.fullmatch(r"(\\d{1,3})(\\d{2})(\\d{2})", s)):
        return int(m[1]) + 1911, m[2], m[3]
    if m := re.fullmatch(r"(\\d{4})[-/](\\d{1,2})", s):
        return m[1], m[2], 1
    if m := re.fullmatch(r"(\\d{4})[-\\s]?Q([1-4])", s, re.I):
        return m[1], 3 * int(m[2]) - 2, 1
    if m := re.fullmatch(r"(?:中華)?(民國)?\\s*(\\d{1,4})\\s*年\\s*(\\d{1,2})\\s*月(?:\\s*(\\d{1,2})\\s*日)?", s):
        return int(m[2]) + (1911 if m[1] or len(m[2]) < 4 else 0), m[3], m[4] or 1
    if m := re.fullmatch(r"(?:中華)?民國\\s*(\\d{1,3})([-/.])(\\d{1,2})\\2(\\d{1,2})", s):
        return int(m[1]) + 1911, m[3], m[4]
    rest = re.sub(r"^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\\.?,?\\s+", "", s, flags=re.I)
    if m := re.fullmatch(r"(\\d{1,2})(?:st|nd|rd|th)?[-\\s/.]*([a-z]+)\\.?[-\\s/.,]*(\\d{4}|\\d{2})", rest, re.I):
        return whole_year(m[3]), month_number(m[2]), m[1]
    if m := re.fullmatch(r"([a-z]+)\\.?\\s*(\\d{1,2})(?:st|nd|rd|th)?,?\\s+(\\d{4})", rest, re.I):
        return m[3], month_number(m[1]), m[2]
    if m := re.fullmatch(r"([a-z]+)\\.?[-\\s,]+(\\d{4})", rest, re.I):
        return m[2], month_number(m[1]), 1
    m = re.fullmatch(r"(\\d{1,3})([-/.])(\\d{1,2})\\2(\\d{4}|\\d{2}|\\d)", s)
    if m and rule == "roc" and len(m[1]) > 1 and len(m[4]) < 3:
        return int(m[1]) + 1911, m[3], m[4]
    if not m or len(m[1]) == 3 or len(m[4]) == 1:
        return None
    return {"dmy": (whole_year(m[4]), m[3], m[1]), "mdy": (whole_year(m[4]), m[1], m[3])}.get(rule)

TIME = re.compile(
    r"(?:^|[T\\s,])(上午|下午)?\\s*(\\d{1,2}):(\\d{2})(?::(\\d{2})(?:[.,](\\d{1,9}))?)?\\s*(am|pm|a\\.m\\.|p\\.m\\.)?"
    r"\\s*(?:Z|UTC|GMT|[+-]\\d{2}:?\\d{2})?$",
    re.I,
)

def clock_of(m):
    twelve, half = m[1] or m[6], (m[6] or "").lower()
    hour = int(m[2]) % 12 + 12 * (m[1] == "下午" or half.startswith("p")) if twelve else int(m[2])
    if hour > 23 or (twelve and int(m[2]) > 12) or int(m[3]) > 59 or int(m[4] or 0) > 60:
        return np.nan
    return (hour * 3600 + int(m[3]) * 60 + float(f"{m[4] or 0}.{m[5] or 0}")) / 86400

def day_of(cell, rule):
    """Days since 1970-01-01, a time of day as a fraction, or hours; not a number for what is no date."""
    s = unicodedata.normalize("NFKC", cell).strip() if isinstance(cell, str) else ""
    if rule == "serial" and re.fullmatch(r"\\d+(\\.\\d+)?", s):
        return float(s) - 25569 if 60 < float(s) < 2958466 else np.nan
    if rule == "hhmmss" and re.fullmatch(r"\\d{1,6}(\\.0+)?", s):
        v = int(float(s))
        hour, minute, second = v // 10000, v // 100 % 100, v % 100
        return hour + (60 * minute + second) / 3600 if hour < 24 and minute < 60 and second < 60 else np.nan
    time = TIME.search(s)
    if rule in ("clock", "hhmmss"):
        return 24 * clock_of(time) if time and time.start() == 0 else np.nan
    before = re.sub(r"[T\\s,]+$", "", s[: time.start()]) if time else s
    clock = clock_of(time) if time else 0.0
    if time and before == "":
        return clock
    found = date_parts(before, rule) if len(s) <= 60 else None
    return day_number(*found) + clock if found else np.nan

def share_of_year(day):
    year = datetime.date.fromordinal(int(np.floor(day)) + 719163).year
    first = day_number(year, 1, 1)
    return (day - first) / (day_number(year + 1, 1, 1) - first)

def dates(cells, rule, first, parts, fill, mark):
    """Days since the first training row, the parts that come again, and 1 where there was no date."""
    day = np.array([day_of(cell, rule) for cell in cells])
    gap = np.isnan(day)
    known = np.where(gap, first, day)
    columns = [np.where(gap, fill, day - first)]
    for part in parts:
        if part == "weekday":
            columns += [~gap & ((np.floor(known) + 3) % 7 == k) for k in range(7)]
        else:
            share = known % 1 if part == "clock" else np.array([share_of_year(d) for d in known])
            columns += [np.where(gap, 0, np.sin(2 * np.pi * share)), np.where(gap, 0, np.cos(2 * np.pi * share))]
    return columns + ([gap] if mark else [])
`;
