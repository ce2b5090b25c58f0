export const en = {
  name: 'Gradsheet Studio',
  views: { bench: 'Bench', data: 'Your data', doctor: 'Doctor', notebook: 'Notebook' },
  menu: 'Menu',
  viewsLabel: 'Views',
  language: 'Language',
  theme: { dark: 'Dark theme', light: 'Light theme' },
  saved: (time: string): string => `Saved on this computer · ${time}`,
  offline: 'Offline; everything still works.',
  share: 'Share link',
  exportWorkbook: 'Export workbook',
  close: 'Close',
  help: 'Keyboard shortcuts',
  skip: 'Skip to main content',
  failed: 'This view could not be loaded.',
  retry: 'Try again',
  loading: 'Loading',
};
export type AppWords = typeof en;
