import type { DoctorWords } from './messages.en.ts';

const n = (v: number): string => (v < 10_000 ? String(v) : v.toLocaleString('en-US'));
const size = (bytes: number): string => (bytes < 1_000_000 ? `${Math.max(1, Math.round(bytes / 1000))} KB` : `${(bytes / 1e6).toFixed(1)} MB`);
export const zh: DoctorWords = {
  title: '檢查訓練的活頁簿',
  facts: (name, bytes) => `${name} · ${size(bytes)} · 沒有離開這台電腦`,
  drop: '把訓練用的活頁簿拖到這一頁', or: '裡面有訓練的 .xlsx 檔，手做的、程式寫的都可以。檔案只在這台電腦上讀，不會改動。',
  choose: '選活頁簿', example: '試試沒對齊的工作表', exampleName: '訓練五位學生.xlsx', another: '換一個檔案',
  reading: '讀取並檢查每一條公式', examining: '重新檢查', repairing: '修正中', stages: { read: '把每個更新和導數比對', judged: '尋找原因', repaired: '估計代價', told: '畫工作表' }, reporting: '寫報告', cancel: '取消',
  download: '下載修好的副本', report: '報告', saved: (name) => `已存成 ${name}。`,
  sheet: (name) => `工作表 ${name}`, sheets: '工作表', empty: '空白', formulaBar: '選取的儲存格',
  row: (r) => `第 ${r} 列`, column: (c) => `${c} 欄`,
  legend: { wrong: '公式錯在這裡', reads: '讀錯的格', should: '應該讀的格', affected: '受影響的數' },
  marked: { wrong: '公式錯了', reads: '讀錯的格', should: '應該讀的格', affected: '受影響', noted: '見發現' },
  findings: '發現', one: (severity, cells) => `${severity}${cells > 0 ? ` · ${n(cells)} 格` : ''}${cells > 1 ? '，同一個原因' : ''}`,
  others: '其他發現', nothing: '沒有別的發現。', clean: '沒有找到錯。', now: '現在', should: '應為', number: '數字蓋掉了公式', blank: '空白',
  more: (k) => `還有 ${n(k)} 處`, next: '下一格',
  consequences: (k) => `另外 ${n(k)} 個數只因為這裡而錯。`,
  fix: (k) => `修正 ${n(k)} 格`, fixed: (k) => `這裡顯示的副本修好了 ${n(k)} 格，原來的檔案沒有變動。`, undo: '復原',
  roles: '儲存格的角色', rolesNote: '從標籤和公式讀出來的。讀錯的話，在工作表上選幾格，說明它們是什麼。', given: '你指定的', forget: '取消指定', forgetAll: '全部取消',
  correct: '更正', selected: '選取', roleOf: '角色', set: '設定並重新檢查', saveRoles: '儲存角色', loadRoles: '載入角色', noRoles: '認不出訓練的儲存格。', moreRanges: (k) => `還有 ${n(k)} 處`,
  looked: (text) => `${text}。`, took: (ms) => `檢查花了 ${(ms / 1000).toFixed(ms < 1000 ? 2 : 1)} 秒。`,
  live: (headline) => `檢查完了。${headline}。`,
};
