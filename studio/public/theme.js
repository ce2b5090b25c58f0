// Before the first paint: the kept theme and language, else those of the system.
(() => {
  const kept = (key) => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  };
  const dark = matchMedia('(prefers-color-scheme: dark)').matches;
  document.documentElement.dataset.theme = kept('gradsheet-theme') ?? (dark ? 'dark' : 'light');
  const chinese = (kept('gradsheet-language') ?? navigator.language ?? '').toLowerCase().startsWith('zh');
  document.documentElement.lang = chinese ? 'zh-Hant-TW' : 'en';
})();
