import type { SharingWords } from './messages.en.ts';

export const zh: SharingWords = {
  share: '分享連結', close: '關閉', holds: '連結裡有',
  lesson: '課程', place: '回數和釘選的儲存格', settings: '設定', weights: '這一步的權重，當作起點', data: '資料',
  tooMuchData: (n) => `資料（${n} 個數放不進連結，請傳檔案）`,
  hide: '給老師：藏起來', hidden: { play: '播放', sizes: '一步多大', time: '時間軸', rate: '列上的設定', lesson: '課程卡', findings: '診斷', pictures: '圖', chart: '損失曲線', export: '匯出和分享' },
  length: (n) => `${n} 個字元`, long: '有些程式會截斷超過 2,000 個字元的連結。',
  copy: '複製連結', copied: (what) => `連結已複製。裡面有${what}。什麼都沒有上傳。`, list: (parts) => (parts.length < 2 ? parts.join('') : `${parts.slice(0, -1).join('、')}和${parts.at(-1) ?? ''}`),
  nothing: '什麼都不會上傳：一切都在連結裡。', failed: '瀏覽器不允許。請選取連結，自己複製。', link: '連結',
  export: '匯出', format: '格式',
  formats: { workbook: '活頁簿，公式都是活的（.xlsx）', losses: '每個分支的損失（.csv）' },
  epochs: '回數', layout: '版面', layouts: { block: '一回一塊', row: '一步一列', matrix: '矩陣' },
  answers: '儲存格', filled: '全部填好', blank: '留空白，附一張檢查的工作表',
  size: (cells, rows, columns) => `${cells} 個儲存格：${rows} 列、${columns} 欄。`, tooLarge: '活頁簿放不下，請減少回數。', computing: '計算中…',
  save: '儲存', saved: (name) => `已存成 ${name}。`, branch: (name) => `分支 ${name}`, fromEpoch: (n) => `從第 ${n} 回開始`,
};
