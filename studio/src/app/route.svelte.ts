/** Where the page is: `#bench/4?epoch=3&cell=m.1`. The address follows what is shown; a link opens it again. */
export interface Route {
  readonly view: string;
  readonly part: string;
  readonly query: ReadonlyMap<string, string>;
}

export function parseRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#/, '').split('?');
  const [view = '', part = ''] = path.split('/');
  return {
    view: decodeURIComponent(view) || 'bench',
    part: decodeURIComponent(part),
    query: new Map(new URLSearchParams(query)),
  };
}
export function routeText({ view, part, query }: Route): string {
  const search = new URLSearchParams([...query]).toString().replaceAll('%2C', ',');
  return `#${view}${part ? `/${encodeURIComponent(part)}` : ''}${search ? `?${search}` : ''}`;
}

class Router {
  current = $state.raw<Route>(parseRoute(location.hash));
  /** Counts the times somebody followed a link or went back: views read the address anew. */
  arrivals = $state(0);

  constructor() {
    addEventListener('hashchange', () => {
      if (location.hash === routeText(this.current)) return;
      this.current = parseRoute(location.hash);
      this.arrivals++;
    });
  }
  /** Says where the page is, without a new entry in the browser's history. */
  tell(route: Route): void {
    this.current = route;
    const hash = routeText(route);
    if (location.hash !== hash) history.replaceState(null, '', hash);
  }
  go(route: Route): void {
    this.current = route;
    this.arrivals++;
    history.pushState(null, '', routeText(route));
  }
}
export const router = new Router();
