import type { Phrases } from './phrases.ts';

/** The texts of errors in Taiwan's Chinese, by their English with `{}` for what changes. */
export const phrases: Phrases = {
  // Places
  'row {}': '第 {0} 列', 'row {} (line {})': '第 {0} 列（第 {1} 行）', 'header': '標題列', 'header (line {})': '標題列（第 {0} 行）',
  'column {}': '「{0}」欄', 'feature {}': '特徵 {0}', 'label': '標籤', 'table': '表格', 'types': '欄的種類', 'features': '特徵',
  'tensor "{}"': '陣列「{0}」', 'number {}': '第 {0} 個數字', 'item {}': '第 {0} 項', 'option "{}"': '選項「{0}」', 'state "{}"': '狀態「{0}」', 'weights "{}"': '權重「{0}」',
  'model "{}"': '模型「{0}」', 'layer "{}"': '層「{0}」', 'baseline': '基準', 'separable': '線性可分檢查', 'split': '切分', 'encoding': '編碼', 'delimiter': '分隔符號', 'scale': '標準化方式',

  // Words that come everywhere
  '"{}" and "{}"': '「{0}」和「{1}」', '"{}", "{}"': '「{0}」、「{1}」', '{}", "{}': '{0}」、「{1}',
  'only texts that differ in nearly every row': '只有幾乎每列都不同的文字', 'Leave the column out of the features, or train on rows that have this value too.': '請不要把這一欄當特徵，或訓練時也放進有這個值的列。', 'Train on rows of this class too.': '請讓訓練的列裡也有這一類。',
  'Did you mean "{}"?': '你是不是要寫「{0}」？', 'Did you mean "--{}"?': '你是不是要寫「--{0}」？',
  'See --help.': '用法請看 --help。', 'See gradsheet --help.': '用法請看 gradsheet --help。',
  'one of {}': '{0} 其中之一', 'one of the columns {}': '這些欄其中之一：{0}', '{} and {} more': '{0} 等等（還有 {1} 個）',
  'a number': '數字', 'a text': '文字', 'a number {}': '{0}的數字', 'a whole number': '整數', 'a whole number {}': '{0}的整數',
  'above {}': '大於 {0}', 'below {}': '小於 {0}', 'of at least {}': '不小於 {0}', 'of at most {}': '不大於 {0}', '≥ {}': '不小於 {0}', '≤ {}': '不大於 {0}',
  '{} and of at most {}': '{0}、不大於 {1}', '{} and below {}': '{0}、小於 {1}', '{} and ≤ {}': '{0}、不大於 {1}',
  'a whole number, {} or more': '不小於 {0} 的整數', 'a finite number': '有限的數字', 'a value': '一個值', 'a name': '名稱', 'none': '沒有', 'nothing': '什麼都沒有',
  'true or false': 'true 或 false', 'the text "{}"': '文字「{0}」', 'at most {}': '最多 {0}', '{} bytes': '{0} 個位元組', '{} rows': '{0} 列', '{} labels': '{0} 個標籤',

  // Files
  'a file that exists': '存在的檔案', 'Check the name and the folder.': '請檢查檔名和資料夾。', 'a file, not a folder': '檔案，不是資料夾', 'Name a file in it.': '請寫出裡面的檔名。',
  'A part of the path is a file, not a folder.': '路徑中有一段是檔案，不是資料夾。', 'a file you may read': '你有權限讀取的檔案', 'Ask its owner for permission, or copy it.': '請向擁有者要權限，或複製一份。',
  'at most 2 GiB': '最多 2 GiB', 'Split the file.': '請把檔案切小。', 'a file that can be read': '讀得到的檔案', 'The system says: {}.': '系統訊息：{0}。',
  'more free space on the disk': '更多磁碟空間', 'Nothing was written or changed.': '沒有寫入也沒有改動任何檔案。', 'Free some space, or choose another folder.': '請清出空間，或換一個資料夾。',
  'a place you may write to': '你有權限寫入的位置', 'Choose another folder.': '請換一個資料夾。', 'a folder': '資料夾', 'Choose another name.': '請換一個名稱。', 'a place that can be written to': '寫得進去的位置',
  'a disk that keeps working': '正常的磁碟', 'The files that were here are in {}.': '原來的檔案在 {0}。',
  'a name that is not taken': '沒有人用過的名稱', 'Choose another name, or allow replacing it (--force).': '請換一個名稱，或加上 --force 允許取代。',

  // The text of a table
  'a table': '表格', 'an empty file': '空檔案', 'a text file': '文字檔', 'a text file with a table': '內容是表格的文字檔',
  'a binary file (it holds zero characters)': '二進位檔（裡面有零字元）', 'a binary file (it holds zero bytes)': '二進位檔（裡面有零位元組）',
  'at most {} MiB': '最多 {0} MiB', '{} MiB': '{0} MiB', 'Split the file, or take fewer rows.': '請把檔案切小，或少取幾列。',
  'text in {}': '{0} 編碼的文字', 'bytes that are not': '不是這種編碼的位元組', 'Leave the encoding out to have it recognized.': '不寫編碼，就會自動辨認。',
  'text in UTF-8, UTF-16 or Big5': 'UTF-8、UTF-16 或 Big5 編碼的文字', 'bytes in another encoding': '別種編碼的位元組',
  'Save the file as "CSV UTF-8", or state its encoding (windows-1252, shift_jis, gb18030 …).': '請另存成「CSV UTF-8」，或寫明編碼（windows-1252、shift_jis、gb18030 …）。',
  'a name of the Encoding Standard (utf-8, utf-16le, big5 …)': '編碼的標準名稱（utf-8、utf-16le、big5 …）',
  'a closing quote (")': '結尾的引號（"）', 'the end of the file': '檔案結尾', 'The quote was opened on line {}, before {}.': '引號開在第 {0} 行，{1} 的前面。',
  'a delimiter or the end of the row after the closing quote': '結尾引號後面接分隔符號或換行', 'A quote inside a quoted cell is written twice ("").': '引號裡的引號要寫兩次（""）。',
  'rows under the header': '標題下面要有資料列', 'only a header': '只有標題', 'at least one column, and a name for each': '至少一欄，而且每欄都有名稱', 'no columns': '沒有欄', 'a blank name': '空白的名稱',
  'one character that is no quote, digit or blank': '一個字元，不能是引號、數字或空白',
  'the names of the columns': '各欄的名稱', 'only numbers ({} …)': '只有數字（{0} …）',
  'If the file has no header, say so (--no-header); if these are the names, say that (--header).': '如果檔案沒有標題列，請加上 --no-header；如果這些就是欄名，請加上 --header。', 'Write numbers without a comma between thousands.': '數字請不要加千分位逗號。', 'one value': '一個值',
  'a blank': '空白', 'Name the column, or delete it.': '請替這一欄取名，或刪掉它。',
  'names that differ': '不重複的名稱', '"{}" in columns {} and {}': '第 {1} 欄和第 {2} 欄都叫「{0}」', 'the name twice': '同一個名稱兩次',
  '{} columns, as the other rows': '跟其他列一樣有 {0} 欄', 'A cell that holds the delimiter must be in quotes.': '儲存格裡如果有分隔符號，整格要加引號。看看那一列是不是多了逗號。',
  '{} rows differ: {}.': '有 {0} 列不一樣：第 {1} 列。',
  'Leave the column out of the features.': '請不要把這一欄放進特徵。', '{} rows, as column {}': '跟「{1}」欄一樣有 {0} 列',

  // Its values
  'Use null for a missing value.': '缺值請用 null。', '{}, as in the rows before': '跟前面的列一樣是{0}', 'A column holds either numbers or texts.': '一欄只能全是數字或全是文字。',
  'finite numbers': '有限的數字', 'numbers, as in {} of {} cells': '數字（{1} 格裡有 {0} 格是數字）',
  'If the comma is a decimal comma, say so (decimalComma).': '如果逗號是小數點，請加上 --decimal-comma。',
  'Correct the cells, or leave them empty where the value is missing.': '請改正；缺值的就留空白。', 'Correct the cell, or leave it empty if the value is missing.': '請改正；如果是缺值，就留空白。',
  'a missing one': '缺值', 'a missing one, as in {} rows of this column': '缺值（這一欄共有 {0} 列缺值）',
  'Fill it in, or train with missing "drop", which leaves such rows out, or "mean", which fills in the mean (--missing).': '請補上，或在訓練時選擇缺值的處理方式：--missing drop 略過這些列，--missing mean 填入平均值。',
  'a number, as in the training rows': '跟訓練資料一樣是數字', 'one of the values of the training rows, {}': '訓練資料裡有的值：{0}', 'one of the classes of the training rows, {}': '訓練資料裡有的類別：{0}',
  'at least one training row without missing values': '至少一列沒有缺值的訓練資料', 'Fill missing values in with their mean instead.': '請改用平均值填補（--missing mean）。',
  'columns other than the target': '目標欄以外的欄', 'each column once': '每一欄只寫一次', '"{}" twice': '「{0}」兩次', 'at least one feature besides the target': '除了目標欄，至少還要有一個特徵',
  'a target with at least two different values': '至少有兩種值的目標欄', 'only {} in the {} training rows': '{1} 列訓練資料全都是 {0}',
  'There is nothing to tell apart; choose another target, or add rows.': '沒有東西可以分辨；請換一個目標欄，或增加資料列。',
  'numbers for the task "regression"': '數字（因為要預測數字）', 'texts ({} …)': '文字（{0} …）', 'two different values for the task "binary"': '兩種值（因為要分成兩類）', '{#} ({} …)': '{0} 種（{1} …）',
  'a value in at least one training row': '至少一列訓練資料有值', 'numbers whose squares can be added up': '平方後加得起來的數字', 'numbers up to {}': '大到 {0} 的數字', 'Give them in a larger unit.': '請換成較大的單位。',
  '{} numbers, as {}': '{0} 個數字，{1}', 'there are columns': '跟欄數一樣', 'in the first row': '跟第一列一樣', 'a target': '目標欄',
  'standard, minmax or none': 'standard、minmax 或 none',

  // Splits
  'a share between 0 and 1, or a whole number of rows from 1 to {}': '0 到 1 之間的比例，或 1 到 {0} 的整數列數', 'at most {} rows together': '合起來最多 {0} 列', 'testSize and trainSize': '測試集和訓練集的大小',
  'at least one row for training and one for testing': '訓練和測試各至少一列', '{} rows, of which {} train and {} test': '{0} 列，其中 {1} 列訓練、{2} 列測試', 'Give more rows, or another test size.': '請增加資料列，或改變測試集的大小（--test-size）。',
  'at least 2 rows of each label': '每一類至少 2 列', '1 row of "{}"': '「{0}」只有 1 列', 'Leave rows of that label out, or split without stratify.': '請拿掉那一類，或不要分層切分。',

  'at least {} rows of some label, one for each fold': '至少有一類有 {0} 列，每一份一列', 'Lower nSplits.': '請減少份數（nSplits）。', 'at least {} rows in each part, one for each label': '每一份至少 {0} 列，每一類一列',
  'shuffle: true': 'shuffle: true', 'shuffle: false': 'shuffle: false', 'shuffle: true, because otherwise it changes nothing': 'shuffle: true，否則沒有作用', '{} labels, one for each row': '{0} 個標籤，每列一個', 'a value to stratify by': '分層用的值',

  // Baseline and separability
  'training rows and test rows': '訓練列和測試列', '{#} and {#}': '{0} 和 {1}', '{} predictions': '{0} 個預測值',
  'one label for each of the {} rows': '{0} 列各有一個標籤', '{} numbers, as in row 0': '跟第 0 列一樣有 {0} 個數字', '0 or 1': '0 或 1', 'rows of both classes': '兩類都有資料列', 'no rows': '沒有資料列', 'only class {}': '只有類別 {0}',
  'With one class there is nothing to separate; check the target column.': '只有一類就沒有東西可以分開；請檢查目標欄。',

  // The command line
  'no value': '後面不接值', 'a value after it: {}': '後面要接一個值：{0}', 'an option it knows': '它有的選項', 'nothing after it but options': '後面只能接選項', 'a command: {}': '這些指令其中之一：{0}',

  'numbers of units with their activation, as 5:relu,3:tanh': '神經元個數加激活函數，例如 5:relu,3:tanh', 'a name with options, as sgd:momentum=0.9': '名稱加選項，例如 sgd:momentum=0.9',
  'the column to predict': '要預測的欄', 'the column with the two classes': '有兩類的那一欄', 'Add --target with one of {}.': '請加上 --target，從這些選一欄：{0}。',
  'a table, or a value for each feature as NAME=VALUE': '表格，或每個特徵的「欄名=值」', 'The features are {}.': '特徵是 {0}。', 'either one table, or pairs NAME=VALUE': '一個表格，或好幾個「欄名=值」',
  'one of the features {}': '這些特徵其中之一：{0}', 'a value for each feature': '每個特徵都有值', 'none for {}': '沒有 {0} 的值',
  'a folder without a model': '還沒有模型的資料夾', 'one with a model.json': '裡面已有 model.json', 'Choose another folder with --out, or add --force to replace that model.': '請用 --out 換一個資料夾，或加 --force 取代那個模型。',
  'a finite loss': '有限的損失', 'finite weights': '有限的權重', 'a sheet with a table': '有表格的工作表', 'only empty sheets': '只有空白的工作表', 'Correct the formula.': '請改正公式。', 'at least one row without missing values': '至少一列沒有缺值',

  'the workbook to write, as -o training.xlsx': '要寫出的活頁簿，例如 -o training.xlsx', 'a model that was trained by gradsheet train': '用 gradsheet train 訓練的模型', 'the table the model was trained on': '訓練這個模型的表格', 'one that was changed since': '後來改過的表格', 'Train again, or name the table and its --target instead of the model.': '請重新訓練，或不要寫模型，改寫表格和 --target。',

  // Saved models
  'the folder of a model': '模型的資料夾', 'a file': '檔案', 'Name the folder that `gradsheet train` wrote.': '請寫 gradsheet train 寫出的資料夾。',
  'a model that was trained on a table': '用表格訓練的模型', 'one that was given numbers': '用數字訓練的模型', 'Use it from a program: model.predict(rows).': '請在程式裡使用：model.predict(rows)。',
  'a text in JSON': 'JSON 格式的文字', 'The file is damaged or cut off.': '檔案損壞或被截斷。', 'an object': '物件', 'a list': '清單', 'a whole number, 0 or more': '0 以上的整數',
  'a model written by gradsheet': 'gradsheet 寫的模型', 'Other programs write a model.json too.': '別的程式也會寫 model.json。',
  'a model of format {} or older': '格式 {0} 以前的模型', 'format {}, written by {}': '格式 {0}，由 {1} 寫成', 'a newer version': '較新的版本', 'Update gradsheet.': '請更新 gradsheet。',
  '{} bytes, as model.json says': 'model.json 說的 {0} 個位元組', 'The file is cut off, or belongs to another model.': '檔案被截斷，或屬於別的模型。',
  'the check {}, as model.json says': 'model.json 說的檢查碼 {0}', 'The file is damaged, or belongs to another model.': '檔案損壞，或屬於別的模型。', 'If you changed the weights yourself, delete "weights" from model.json.': '如果是你自己改了權重，請刪掉 model.json 裡的 "weights"。',
  'only tensors of this model': '只有這個模型的陣列', 'The file belongs to another model.': '檔案屬於別的模型。', 'a tensor "{}" of shape {}': '形狀 {1} 的陣列「{0}」', 'shape {}': '形狀 {0}',
  'a name that the model knows': '模型有的名稱', 'two classes': '兩個類別', '{} numbers, one per column': '{0} 個數字，每欄一個', '{} names, as the features make': '特徵應有的 {0} 個名稱',
  'another name': '別的名稱', 'The format keeps this name for itself.': '這個名稱是格式保留的。', '{} numbers for its shape [{}]': '形狀 [{1}] 的 {0} 個數字', 'at least 8 bytes': '至少 8 個位元組',
  'a header of at most 100 MB': '最多 100 MB 的檔頭', 'It is damaged, or not a safetensors file.': '檔案損壞，或不是 safetensors 檔。', '{} bytes or more, as its header says': '檔頭說的至少 {0} 個位元組', 'a text under "{}"': '「{0}」底下的文字',
  'numbers that begin at byte {}, where those before it end': '從第 {0} 個位元組開始的數字，緊接前一個陣列', 'byte {}': '第 {0} 個位元組', '{} bytes of numbers, as its header says': '檔頭說的 {0} 個位元組的數字',
  'a header in JSON': 'JSON 格式的檔頭', 'a kind of numbers (dtype)': '數字的種類（dtype）', 'numbers of a kind among {}': '這些種類的數字：{0}', 'a shape of whole numbers': '由整數構成的形狀', 'two offsets': '兩個位置', '{} bytes for its shape [{}]': '形狀 [{1}] 的 {0} 個位元組', 'an object in JSON': 'JSON 物件',

  // Options of layers, losses, optimizers
  'options in braces: {}': '大括號裡的選項：{0}', 'no options': '沒有選項', '"{}" alone': '只寫「{0}」', 'a name ({}) or { name, … }': '名稱（{0}）或 { name, … }',

  // Workbooks
  'part {}': '部分 {0}', 'sheet {}': '工作表 {0}', 'sheet "{}"': '工作表「{0}」', 'name {}': '名稱 {0}', 'workbook': '活頁簿', 'conditional format of {}': '{0} 的條件格式', 'formula in {}!{}': '{0}!{1} 的公式',
  'an .xlsx or .xlsm workbook': '.xlsx 或 .xlsm 活頁簿', 'Save it as "Excel workbook (.xlsx)".': '請另存成「Excel 活頁簿 (.xlsx)」。',
  'a binary workbook (.xlsb)': '二進位活頁簿（.xlsb）', 'an OpenDocument file (.ods)': 'OpenDocument 檔（.ods）', 'a Word document': 'Word 文件', 'a Numbers document': 'Numbers 文件', 'an old workbook (.xls)': '舊版活頁簿（.xls）',
  'a zip file without a workbook in it': '裡面沒有活頁簿的 zip 檔', 'a workbook without sheets': '沒有工作表的活頁簿', 'a PDF document': 'PDF 文件', 'a web page or XML text': '網頁或 XML 文字', 'a file of another kind': '別種檔案',
  'a workbook without a password': '沒有密碼的活頁簿', 'an encrypted one': '加密的活頁簿', 'Open it in Excel, remove the password, and save it.': '請用 Excel 打開，移除密碼再存檔。',
  'a whole .xlsx file': '完整的 .xlsx 檔', 'one that is damaged: {}': '損壞的檔案：{0}', 'the end of the file is missing': '檔尾不見了', 'its directory is damaged': '目錄損壞', 'its directory points outside of the file': '目錄指到檔案外面', 'its packed data is damaged': '壓縮資料損壞', 'its checksum does not fit': '檢查碼不符', 'its parts are encrypted': '內容加密了', 'part {} is packed by an unknown method ({})': '{0} 用不認得的方法壓縮（{1}）', 'part {} is cut off': '{0} 被截斷',
  'Copy or download the file again.': '請重新複製或下載檔案。', 'Open the file in a spreadsheet program and save it again.': '請用試算表程式打開，再存一次。',
  'the cells of sheet {}': '工作表 {0} 的儲存格', 'no part {}': '沒有 {0} 這個部分', 'XML in UTF-8': 'UTF-8 的 XML', 'readable XML': '讀得懂的 XML', '{} at character {}': '第 {1} 個字元的 {0}', '{} at character {}: {}': '第 {1} 個字元的 {0}：{2}',
  '{} parts': '{0} 個部分', 'data that unpacks to at most {} times its size': '解壓縮後最多 {0} 倍的資料', '{} times': '{0} 倍', 'It looks like a zip bomb.': '看起來是解壓縮炸彈。', 'a file below 4 GiB': '小於 4 GiB 的檔案',
  'more': '更多', 'Delete sheets that are not needed.': '請刪掉不需要的工作表。', 'at least one sheet': '至少一張工作表', 'sheet names that differ': '不重複的工作表名稱', 'cells within {} rows and {} columns': '{0} 列、{1} 欄以內的儲存格',
  'a sheet name of 1 to 31 characters without [ ] : * ? / \\, without \' at its ends, and other than History': '1 到 31 個字的工作表名稱，不含 [ ] : * ? / \\，頭尾沒有單引號，也不叫 History',
  'a sheet {}': '工作表 {0}', 'sheets {}': '工作表 {0}', 'a cell with a formula of its own': '有自己公式的儲存格', 'a part of an array formula that fills several cells': '佔好幾格的陣列公式的一部分', 'Change {}, which holds the formula.': '請改放公式的 {0}。',
  'a formula that can be read': '讀得懂的公式', 'a formula of at most {} characters, as in Excel': '最多 {0} 個字元的公式（Excel 的上限）', 'a formula of at most {} characters': '最多 {0} 個字元的公式', 'a text of at most {} characters': '最多 {0} 個字元的文字', '{} characters': '{0} 個字元',
  'Split the formula over several cells.': '請把公式分到好幾格。', 'LET and LAMBDA are not written: most spreadsheet programs do not know them.': '不會寫出 LET 和 LAMBDA：多數試算表程式不認得。',
  'Smaller layers or fewer rows per batch make it shorter.': '把層縮小，或減少每批的列數，公式就會變短。', 'the description that gradsheet writes': 'gradsheet 寫的說明', 'The hidden sheet was changed; export the workbook again.': '隱藏的工作表被改過；請重新匯出活頁簿。',
  'at most {} cells': '最多 {0} 格', '{} in {} steps': '{1} 步共 {0} 格', 'at most {} rows': '最多 {0} 列', 'at most {} columns': '最多 {0} 欄', '{} columns': '{0} 欄',
  'Fewer epochs (about {} steps fit), larger batches, fewer rows or smaller layers make it smaller.': '減少回數（大約放得下 {0} 步）、加大批次、減少列數或把層縮小，活頁簿就會變小。',
  'Fewer epochs or fewer rows make it shorter.': '減少回數或列數就會變短。', 'Smaller layers or fewer features make it narrower.': '把層縮小或減少特徵就會變窄。',

  // Models, from programs
  'numbers: nested arrays, a typed array or a matrix': '數字：巢狀陣列、型別陣列或矩陣', 'one fit at a time': '一次只有一個 fit', 'Await the fit that is running, or train another model.': '請等正在執行的 fit 結束，或另外建一個模型。',
  'at least one row': '至少一列', 'one array': '一個陣列', 'an object with {}': '有 {0} 的物件', 'a list of {}': '{0} 個的清單', '[rows, {}]': '[列, {0}]', '{} numbers for shape {}': '形狀 {1} 的 {0} 個數字', '{} numbers, shape {}': '{0} 個數字，形狀 {1}', '{} rows, as {}': '跟 {1} 一樣有 {0} 列', '{} numbers, one per row': '{0} 個數字，每列一個', '{} lists of row numbers, one per epoch': '{0} 份列號，每回一份',
  'Remove the row or fill in the value.': '請刪掉那一列，或補上數字。', 'Give as many columns as the network was built for.': '欄數要跟網路建立時一樣。', 'Give as many numbers per row as the last layer has units.': '每列的數字要跟最後一層的神經元一樣多。',
  'an input shape': '輸入的形狀', 'Give the first layer inputShape, or fit the model.': '請給第一層 inputShape，或先訓練（fit）。', 'compile({ optimizer, loss })': 'compile({ optimizer, loss })', 'Call model.compile before fit and evaluate.': '請先呼叫 model.compile，再 fit 或 evaluate。',
  '1 or {} losses, one per output': '1 個或 {0} 個損失，每個輸出一個', 'at least one row on each side of {}': '{0} 列切開後兩邊各至少一列', 'an optimizer with a number as its learning rate': '學習率是一個數字的最佳化方法', 'the schedule {}': '學習率排程 {0}', 'A schedule decides the rate of every step; give the optimizer a number instead.': '排程已經決定每一步的學習率；請改給最佳化方法一個數字。',
  'weights': '權重', 'Fit the model, call build, or load its weights first.': '請先訓練、呼叫 build，或載入權重。',
  'input "{}"': '輸入「{0}」', 'point {}': '第 {0} 個點', 'path "{}"': '路徑「{0}」', 'targets {}': '目標 {0}', 'class numbers {}': '類別編號 {0}', 'letters without blanks or slashes, and not "sums"': '不含空白和斜線的文字，也不叫 sums', 'a list of sizes without the batch, as [4]': '不含批次的大小清單，例如 [4]', 'a list of sizes without the batch': '不含批次的大小清單', 'calls after those they read': '排在它讀取的層後面', 'call {} of {}': '讀取 {1} 的第 {0} 個', 'nodes after those they read': '排在它讀取的節點後面',
  'at least one input and one output': '至少一個輸入和一個輸出', 'every input({ shape }) that an output depends on': '輸出用到的每一個 input({ shape })', '{} without {}': '{0} 個，沒有 {1}', 'at least one layer': '至少一層', 'the shape of one row': '一列的形狀', 'Give the first layer an inputShape, or call fit, which knows it.': '請給第一層 inputShape，或呼叫 fit，它會知道。',
  'a name of its own': '自己的名稱', 'Rename one of the two layers.': '請把其中一層改名。', 'an axis other than 0, which is the batch': '0 以外的軸（0 是批次）', 'shapes that fit together': '合得起來的形狀', 'input({ shape }) or what another layer gave': 'input({ shape }) 或別的層的輸出', 'Numbers go to predict and fit, not to apply.': '數字要給 predict 和 fit，不是 apply。',
  'at least one point with at least one number': '至少一個點，每個點至少一個數字', '{} points': '{0} 個點', '{} labels, one per point': '{0} 個標籤，每個點一個', 'the label -1 or 1 (or 0 or 1)': '標籤 -1 或 1（或 0、1）', '{} weights, one per feature': '{0} 個權重，每個特徵一個', '{} numbers, one more than boundaries': '{0} 個數字，比界線多一個', 'a list of numbers': '數字清單',
  'a function that takes text': '接收文字的函式', 'one character': '一個字元', 'a function of the epoch and the rate': '由回數和學習率決定的函式', 'a file or folder name': '檔案或資料夾名稱', 'a function that writes the model': '寫出模型的函式', 'names among {}': '這些名稱：{0}', 'a format such as :02d or :.3f': ':02d 或 :.3f 這樣的格式', 'a format such as :.3f for {}': '{0} 用 :.3f 這樣的格式',
  'a class number from 0 to {}': '0 到 {0} 的類別編號', 'Classes are counted from 0.': '類別從 0 開始編號。', 'a network with one output': '只有一個輸出的網路', 'Give sampleWeight instead.': '請改用 sampleWeight。', 'at most {} weights': '最多 {0} 個權重', 'Use smaller layers.': '請把層縮小。',
  'epoch {}': '第 {0} 回', '{} row numbers, one per row': '{0} 個列號，每列一個', 'row numbers from 0 to {}': '0 到 {0} 的列號', 'a run with a program named step': '有 step 程式的訓練', 'a step where an epoch begins, a multiple of {}': '一回開始的那一步，也就是 {0} 的倍數', 'a whole number from 0 to {}': '0 到 {0} 的整數', 'a program "{}" for {} rows': '{1} 列用的程式「{0}」',
  'precision "f32" or "f64"': '精確度 "f32" 或 "f64"', 'at most 4 GiB for tables, state and values': '資料、權重和中間值合起來最多 4 GiB', 'Use fewer rows at a time or a smaller batch.': '請一次少給一點列，或把批次縮小。', '{} MiB of memory': '{0} MiB 的記憶體', 'less than that': '沒有這麼多',
  'run "{}"': '執行「{0}」', 'feed "{}"': '輸入「{0}」', 'put "{}"': '放入「{0}」', 'a whole number of times': '整數次', 'snapshot': '快照', '{} bytes of {}': '{1} 的 {0} 個位元組', 'a run that is not disposed': '還沒有釋放的執行', '{} numbers': '{0} 個數字', '{} numbers, as in another program of the run': '{0} 個數字，跟同一個訓練的另一個程式一樣',
  'the name of a loss or metric': '損失或指標的名稱', '\'min\' or \'max\' for "{}"': '「{0}」要寫 \'min\' 或 \'max\'', 'Only losses and metrics that come with gradsheet are known to be better when small or large.': '只有 gradsheet 自己的損失和指標，才知道是小的好還是大的好。',

  // Workbooks that are fitted and read back
  'TRUE or FALSE': 'TRUE 或 FALSE',
  'min, max or a number': 'min、max 或一個數字', 'pairs LOW:HIGH, either may be left out': '成對的 LOW:HIGH，可以只寫一邊', 'the cell to make small, as Sheet1!H9': '要變小的那一格，例如 Sheet1!H9', 'the cells that may change, as B2:B4': '可以變動的格，例如 B2:B4', 'the workbook to write, as -o fitted.xlsx': '要寫出的活頁簿，例如 -o fitted.xlsx',
  'a workbook made by gradsheet sheet': 'gradsheet sheet 寫的活頁簿', 'one without its description': '沒有這種說明的活頁簿', 'Hand-made workbooks are trained by gradsheet fit.': '自己做的活頁簿請用 gradsheet fit 訓練。',
  'a workbook that describes its model': '寫有模型說明的活頁簿', 'Write it again with gradsheet sheet.': '請用 gradsheet sheet 再寫一次。', 'Put the weight back, or undo the change.': '請把權重填回去，或復原改動。',
  'cell "{}"': '儲存格「{0}」', 'cells "{}"': '儲存格「{0}」', 'one of the sheets {}': '這些工作表其中之一：{0}', 'a cell or a range, as B3 or Sheet1!B3:B9': '儲存格或範圍，例如 B3 或 Sheet1!B3:B9', 'at most 10,000 cells': '最多 10,000 格',
  'a blank cell': '空白的儲存格', 'a formula without a number': '算不出數字的公式', 'the sheet "{}"': '工作表「{0}」',
  'one cell': '一格', 'at least one cell': '至少一格', 'a formula that depends on the cells that may change': '跟可以變動的格有關的公式', 'one that does not': '無關的公式', 'Choose the cell whose value should change, and parameters it is computed from.': '請選要改變的那一格，以及計算它的參數。',
  'a number that may be changed': '可以變動的數字', 'the formula {}': '公式 {0}', 'Choose the cells it is computed from.': '請選計算它的那些格。', 'a number to start from': '一個起始的數字', 'one pair': '一組', 'one pair, or {}, one per range': '一組，或 {0} 組，每個範圍一組', 'low:high with low at most high': 'low:high，而且 low 不大於 high',
  'a number at the start': '一開始要是數字', 'Start from values for which the formulas can be computed.': '請從公式算得出來的值開始。', 'each cell once': '每一格只寫一次', '{} twice': '{0} 寫了兩次', 'a formula that can be derived, on the way to {}': '可以求導的公式（算 {0} 時會用到）', 'Replace that formula, or choose another goal.': '請換掉那個公式，或選別的目標。', 'none with bfgs, which finds its own': 'bfgs 不用學習率，它自己會找',

  // Workbooks that are audited
  'one cell, as Sheet1!H9': '一格，例如 Sheet1!H9', 'a cell that holds a formula': '有公式的儲存格', '{}, a blank cell': '{0}，空白的儲存格', '{}, which holds {}': '{0}，內容是 {1}',
'role {}': '第 {0} 個角色', 'cells that hold something': '有內容的儲存格', 'blank cells': '空白的儲存格', 'an empty workbook': '空的活頁簿', 'JSON': 'JSON', '{ "roles": [ … ] }': '{ "roles": [ … ] }', '{ "role", "ranges" }': '{ "role", "ranges" }', 'ranges, as ["Sheet1!B2:B6"]': '範圍，例如 ["Sheet1!B2:B6"]', 'a range, as Sheet1!B2:B6': '範圍，例如 Sheet1!B2:B6', 'a sheet of the workbook: {}': '活頁簿裡的工作表：{0}',

  // Trainings as programs
  'loss {}': '損失函數 {0}', 'optimizer {}': '最佳化方法 {0}', 'the usual value': '一般的值', 'a loss that PyTorch has in the same form': 'PyTorch 也有的損失函數', 'no momentum, not centered': '沒有 momentum、沒有 centered', 'no amsgrad': '沒有 amsgrad',
  'a compiled model': '編譯過的模型', 'one without optimizer and loss': '沒有最佳化方法和損失函數的模型', 'a model of a table': '用表格訓練的模型',
  'dense layers, one after the other': '一層接一層的全連接層', 'a dense layer without penalties': '沒有懲罰項的全連接層', 'a regularizer': '懲罰項', 'a schedule': '學習率排程', 'Write this part by hand.': '這一部分請自己寫。',
};
