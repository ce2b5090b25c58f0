import type { AppWords } from './messages.en.ts';

export const zh: AppWords = {
  name: 'Gradsheet 學習台',
  views: { bench: '實驗台', data: '自己的資料', doctor: '試算表醫生', notebook: '筆記本' },
  menu: '選單',
  viewsLabel: '畫面',
  language: '語言',
  theme: { dark: '深色', light: '淺色' },
  saved: (time) => `已儲存在這台電腦 · ${time}`,
  offline: '目前離線，所有功能照常。',
  share: '分享連結',
  exportWorkbook: '匯出活頁簿',
  close: '關閉',
  help: '鍵盤快速鍵',
  skip: '跳到主要內容',
  failed: '這個畫面無法載入。',
  retry: '再試一次',
  loading: '載入中',
};
