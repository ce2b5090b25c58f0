import { parseRoute, routeText, type Route } from './route.ts';

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
