import { isView, type ViewName } from './views.ts';

/** Where the page is: `#bench/4?epoch=3&cell=m.1`. The address follows what is shown; a link opens it again. */
export interface Route {
  readonly view: ViewName;
  readonly part: string;
  readonly query: ReadonlyMap<string, string>;
}

/** Every address is a place: what it says that is none is left out, as if nobody had said it. */
export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#/, '').split('?');
  const [view = '', part = ''] = path.split('/').map(decoded);
  return { view: isView(view) ? view : 'bench', part, query: new Map(new URLSearchParams(query)) };
}
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return ''; // a % without two digits, or bytes that are no text
  }
}

export function routeText({ view, part, query }: Route): string {
  const search = new URLSearchParams([...query]).toString().replaceAll('%2C', ',');
  return `#${view}${part ? `/${encodeURIComponent(part)}` : ''}${search ? `?${search}` : ''}`;
}
