## 版面
shell-skip = 跳到主要內容
shell-top-block = 上方功能區塊
shell-main-block = 中央內容區塊
shell-bottom-block = 下方資訊區塊
shell-home = 首頁
shell-you-are-here = 所在位置
shell-menu = 主選單
shell-tools = 網站工具
shell-language = 語言
shell-text-size = 字級
shell-text-small = 小
shell-text-medium = 中
shell-text-large = 大
shell-footer = 網站資訊
shell-sitemap = 網站導覽
shell-privacy = 隱私權及安全政策
shell-open-data = 政府網站資料開放宣告
shell-accessibility = 無障礙宣告
shell-staff = 同仁登入
shell-updated = 更新日期：
shell-error-prefix = 錯誤：
shell-signed-in = { $name }，您好
shell-sign-out = 登出
shell-office = 同仁工作區
shell-notices = 公告

## 元件
part-optional = （選填）
part-error = 錯誤：
part-colon = ：
part-errors-title = 有些地方需要修正
part-change = 修改
part-previous = 上一頁
part-next = 下一頁
part-pages = 分頁
part-no-rows = 沒有資料。
part-sorted-up = 由小到大
part-sorted-down = 由大到小
part-sort-by = 依「{ $column }」排序
part-filters = 篩選
part-search = 搜尋
part-clear = 清除條件
part-filter-rows = 在本表中尋找
part-steps = 步驟
part-step-of = 第 { $step } 步，共 { $count } 步
part-step-done = 已完成
part-choose = 請選擇
part-important = 重要
part-new-window = （另開視窗）
part-figures = 圖表數字
part-figure-what = 項目
part-figure-number = 數值
part-qr = QR 碼
part-countdown = 將於{ $when } 開放
part-countdown-open = 已經開放
part-countdown-keep = 您可以先填寫，時間到即可送出；資料會保留在這一頁。
part-print = 列印
part-copy = 複製連結
part-copied = 已複製

## 各中心共有的頁面
home-lead = 親職、婚姻、代間與家人關係的課程，多半免費，人人可以報名。
contact-phone = 電話{" "}
contact-email = 電子郵件{" "}
sitemap-title = 網站導覽
sitemap-keys = 本網站各區塊設有快速鍵：Alt+U 上方功能區塊、Alt+C 中央內容區塊、Alt+Z 下方資訊區塊。瀏覽器若使用相同按鍵，請改按 Shift+Alt，或參考瀏覽器的說明。
privacy-title = 隱私權及安全政策
privacy-text =
    本網站依個人資料保護法蒐集、處理及利用您的資料，只用於您報名或申請的事項，並在表單上告知目的、類別、期間、對象與方式。

    您可以查詢、閱覽、複製、補充、更正您的資料，也可以請求停止蒐集、處理、利用或刪除；請以報名編號查詢後辦理，或與本中心聯絡。

    本網站不使用廣告或追蹤用的 cookie，不把瀏覽紀錄交給其他網站。課程頁面只累計每天被打開的次數，不記錄是誰打開。同仁登入後使用的 cookie 只用來辨識登入狀態；字級的選擇只存在您的瀏覽器。

    資料在傳輸時加密，只有承辦人員能看見；期限屆滿後刪除，不再使用。
licence-title = 政府網站資料開放宣告
licence-text =
    為利各界使用，本網站上刊載而依著作權法受保護的著作，其著作財產權歸本中心所有者，採無償、非專屬、得再授權的方式提供公眾使用。使用者得不限時間及地域，重製、改作、編輯、公開傳輸或為其他方式之利用，開發各種產品或服務；此一授權不會嗣後撤回，使用者亦無須取得本中心的書面或其他方式授權。

    使用時請註明出處。

    本授權不包含專利權、商標權，以及本網站的標誌；載有個人資料的內容、他人享有著作財產權並經註明者，以及依其他法令不得提供者，不在此限。
accessibility-title = 無障礙宣告
accessibility-text =
    本網站依數位發展部「網站無障礙規範」（110.07，即 WCAG 2.1）AA 等級製作，並遵循 WCAG 2.2 AA。所有功能不需要 JavaScript 也能使用，可以只用鍵盤操作，放大到 400% 不需左右捲動，也能用螢幕報讀軟體使用。

    字級可在每頁上方選擇，或使用瀏覽器的縮放功能。深色模式與減少動態效果，依您裝置的設定。

    如果有任何內容您無法使用，或需要手語、口譯、易讀版本或其他協助，請與本中心聯絡，我們會在 7 個工作日內回覆。

## 出了什麼事
fault-home = 回首頁
fault-courses = 看所有課程
fault-not-found-title = 找不到這一頁
fault-not-found-text = 網址可能打錯了，或這一頁已經移走、下架。
fault-forbidden-title = 這個連結不能使用
fault-forbidden-text = 連結可能不完整、已經過期，或之後更改過聯絡方式。請開啟最近一封信中的完整連結，或以報名編號查詢。
fault-look-up = 以報名編號查詢
fault-too-many-title = 嘗試的次數太多了
fault-too-many-text = 請稍等幾分鐘再試。您填的資料沒有遺失，按瀏覽器的上一頁可以回去。
fault-too-large-title = 送來的資料太大了
fault-too-large-text = 請減少內容或換一個較小的檔案，再送一次。
fault-not-text-title = 讀不懂送來的文字
fault-not-text-text = 文字的編碼不是 UTF-8。請用瀏覽器的上一頁回到表單，再送一次。
fault-unavailable-title = 系統暫時忙不過來
fault-unavailable-text = 請稍等幾秒再試一次。已經顯示編號的報名都已存好，不用重填。
fault-internal-title = 系統出了問題
fault-internal-text = 這是我們的錯誤，已經記錄下來。請稍後再試，或打電話給本中心，我們幫您處理。
fault-bad-title = 這個要求讀不懂
fault-bad-text = 請從首頁重新開始；如果一直出現這個畫面，請告訴我們您在做什麼。

## 表單的錯誤
form-required = 請填寫這一欄
form-choose = 請選一項
form-too-long = 最多 { $max } 個字
form-control-characters = 文字裡有看不見的控制字元，請重新輸入
form-number = 請填 { $min } 到 { $max } 之間的數字

## 匯入的表格
sheet-unknown-kind = 請選擇副檔名為 .ods、.xlsx 或 .csv 的檔案
sheet-too-large = 檔案太大，最多 { $max } MB
sheet-not-utf8 = 第 { $line } 行起無法辨識：檔案不是 UTF-8 編碼。請在 Excel 另存為「CSV UTF-8」，或存成 .xlsx、.ods
sheet-unreadable = 檔案無法開啟：可能已損壞、設有密碼，或內容與副檔名不符
sheet-empty = 表格在欄位名稱之下沒有資料
sheet-too-many-rows = 表格列數太多，一次最多 { $max } 列
sheet-merged = 表格中有合併儲存格，請取消合併，讓每一格各自獨立
sheet-nameless = 第 { $column } 欄在第一列沒有欄位名稱
sheet-twice = 欄位「{ $name }」重複出現
sheet-ragged = 第 { $line } 列有 { $found } 格，但第一列有 { $wanted } 欄

## 給程式使用的介面
api-title = 應用程式介面（API）
api-lead = 課程與報名資料可以直接用程式讀取，不需要申請金鑰。
api-operations = 可以使用的網址
api-method = 方法
api-path = 網址
api-what = 用途（英文）
api-example = 例子
api-rules = 使用說明
api-rules-text =
    分頁：回應中的 next 是下一頁的 cursor；沒有 next 就是最後一頁。
    快取：每個回應有 ETag，可用 If-None-Match 省下流量。
    錯誤：依 RFC 9457，code 固定不變，可以放心用程式判斷。
    時間：一律附上臺灣時區（+08:00）。
    授權：政府資料開放授權條款第 1 版。
api-document = OpenAPI 3.1 說明檔（JSON）


## Measures
measures-menu = 統計
measures-title = 統計
measures-periods = 常用期間
measures-month = 本月
measures-first-half = 上半年
measures-second-half = 下半年
measures-year = 本年度
measures-last-year = 上年度
measures-from = 起日
measures-to = 迄日
measures-period = { $from }至{ $to }（含首尾兩日）
measures-what = 項目
measures-total = 合計
measures-definition = 計算方式
measures-rows = 查看明細
measures-csv = 下載 CSV
measures-sum = 各項相加等於合計 { $total }。
measures-of-whole = { $number }（共 { $whole }）
measures-overlap = 同一人可能在幾項裡，各項相加會多於合計
measures-none = 沒有您可以查看明細的數據。
measures-shares = 每一項各自計算比率。
measures-money = 新臺幣 { $amount } 元
dimension-sex = 依性別
dimension-age-band = 依年齡
dimension-category = 依教育類別
dimension-district = 依行政區
dimension-audience = 依對象
dimension-channel = 依報名管道
dimension-month = 依月份

## Reading codes with the camera
scan-open = 開啟相機掃描
scan-close = 關閉相機
scan-photo = 讀取照片中的碼
scan-none = 照片中找不到碼。請靠近再拍一次，或直接輸入。
scan-take = 拍下 QR Code
scan-offline = 沒有網路，無法讀照片。請輸入 9 碼報名編號，或在名單裡找。
scan-refused = 無法使用相機。請在瀏覽器中允許使用，或直接輸入。
