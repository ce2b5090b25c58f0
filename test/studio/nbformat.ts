// The rules of Jupyter's format 4.5, as https://nbformat.readthedocs.io/en/latest/format_description.html and its
// schema say them.
type Json = Readonly<Record<string, unknown>>;
const isObject = (v: unknown): v is Json => typeof v === 'object' && v !== null && !Array.isArray(v);
const isText = (v: unknown): boolean =>
  typeof v === 'string' || (Array.isArray(v) && v.every((l) => typeof l === 'string'));
const isCount = (v: unknown): boolean => v === null || (Number.isInteger(v) && (v as number) >= 0);
/** Nothing is missing, and nothing is there that has no place. */
const keys = (where: string, o: Json, needed: readonly string[], more: readonly string[] = []): string[] => [
  ...needed.filter((k) => !(k in o)).map((k) => `${where}: ${k} is missing`),
  ...Object.keys(o)
    .filter((k) => !needed.includes(k) && !more.includes(k))
    .map((k) => `${where}: ${k} has no place here`),
];

/** What breaks a rule; empty for a notebook that Jupyter opens. */
export function wrongInNotebook(text: string): string[] {
  const n: unknown = JSON.parse(text);
  if (!isObject(n)) return ['not an object'];
  const wrong = keys('notebook', n, ['cells', 'metadata', 'nbformat', 'nbformat_minor']);
  const { cells, metadata } = n;
  if (n['nbformat'] !== 4 || !((n['nbformat_minor'] as number) >= 5)) wrong.push('format');
  if (!isObject(metadata)) wrong.push('metadata');
  else {
    const { kernelspec, language_info: language } = metadata;
    if (
      kernelspec !== undefined &&
      !(
        isObject(kernelspec) &&
        typeof kernelspec['name'] === 'string' &&
        typeof kernelspec['display_name'] === 'string'
      )
    ) {
      wrong.push('kernelspec');
    }
    if (language !== undefined && !(isObject(language) && typeof language['name'] === 'string')) {
      wrong.push('language_info');
    }
  }
  if (!Array.isArray(cells)) return [...wrong, 'cells'];
  const ids = cells.map((c) => (isObject(c) ? c['id'] : null));
  if (new Set(ids).size !== ids.length) wrong.push('ids that are not unique');
  return [...wrong, ...cells.flatMap((c, i) => (isObject(c) ? wrongInCell(`cell ${i + 1}`, c) : [`cell ${i + 1}`]))];
}
function wrongInCell(where: string, c: Json): string[] {
  const common = ['id', 'cell_type', 'metadata', 'source'];
  const isCode = c['cell_type'] === 'code';
  const wrong = isCode
    ? keys(where, c, [...common, 'outputs', 'execution_count'])
    : keys(where, c, common, ['attachments']);
  if (!['code', 'markdown', 'raw'].includes(String(c['cell_type']))) wrong.push(`${where}: type`);
  if (typeof c['id'] !== 'string' || !/^[a-zA-Z0-9-_]{1,64}$/.test(c['id'])) wrong.push(`${where}: id`);
  if (!isObject(c['metadata'])) wrong.push(`${where}: metadata`);
  if (!isText(c['source'])) wrong.push(`${where}: source`);
  if (!isCode) return wrong;
  if (!isCount(c['execution_count'])) wrong.push(`${where}: count`);
  const { outputs } = c;
  return Array.isArray(outputs)
    ? [
        ...wrong,
        ...outputs.flatMap((o, i) =>
          isObject(o) ? wrongInOutput(`${where}, output ${i + 1}`, o) : [`${where}, output ${i + 1}`],
        ),
      ]
    : [...wrong, `${where}: outputs`];
}
function wrongInOutput(where: string, o: Json): string[] {
  switch (o['output_type']) {
    case 'stream':
      return [
        ...keys(where, o, ['output_type', 'name', 'text']),
        ...(typeof o['name'] === 'string' && isText(o['text']) ? [] : [`${where}: stream`]),
      ];
    case 'error':
      return [
        ...keys(where, o, ['output_type', 'ename', 'evalue', 'traceback']),
        ...(typeof o['ename'] === 'string' &&
        typeof o['evalue'] === 'string' &&
        Array.isArray(o['traceback']) &&
        isText(o['traceback'])
          ? []
          : [`${where}: error`]),
      ];
    case 'display_data':
    case 'execute_result': {
      const isResult = o['output_type'] === 'execute_result';
      const { data } = o;
      const bundle =
        isObject(data) &&
        Object.entries(data).every(([type, v]) => /^application\/(.*\+)?json$/.test(type) || isText(v));
      return [
        ...keys(where, o, ['output_type', 'data', 'metadata', ...(isResult ? ['execution_count'] : [])]),
        ...(bundle && isObject(o['metadata']) && (!isResult || isCount(o['execution_count']))
          ? []
          : [`${where}: data`]),
      ];
    }
    default:
      return [`${where}: type`];
  }
}
