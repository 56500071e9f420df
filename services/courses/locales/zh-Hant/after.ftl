## 研習證明
edit-tab-certificates = 研習證明
edit-done-certificates-issued = 研習證明已發給。
edit-done-certificate-withdrawn = 研習證明已撤銷，查驗頁會顯示已撤銷。
edit-done-certificate-reissued = 已換發新的研習證明，舊證號已撤銷。
after-certificates-lead = 課程結束後，出席率達 { $percent }% 的人可領研習證明。
after-certificates-none = 這門課不發研習證明。要發證明，請在下面設定出席率。
after-unprintable = 這些姓名（或課程名稱）有印不出來的字，無法製作證明：
after-issue-all = 發給 { $count } 份研習證明
after-all-papers = 下載全部證明（ZIP）
after-minutes = 出席分鐘數
after-certificate = 研習證明
after-issued = 有效
after-due = 可發給
after-not-given = 本課程不發
after-not-over = 課程尚未結束
after-too-little = 出席率不足
after-withdrawn = 已撤銷的證明
after-number = 證號
after-withdrawn-at = 撤銷時間
after-percent-title = 發給條件
after-percent = 出席率至少（%）
after-percent-hint = 0 表示不發證明。
after-days = 研習日期
after-issued-at = 發給時間
after-is-withdrawn = 這份證明已撤銷
after-paper = 下載 PDF
after-check-page = 查驗頁
after-reissue = 更正姓名並換發
after-right-name = 正確姓名
after-right-name-hint = 原證號會撤銷，另給新證號。名冊上的姓名也會一起更正。
after-reissue-button = 換發
after-reissued-why = 更正姓名，已換發
after-withdraw = 撤銷
after-withdraw-hint = 只有同仁看得到理由；查驗頁只會顯示已撤銷。
after-withdraw-button = 撤銷這份證明
after-error-unprintable = 這個姓名有印不出來的字
after-export = 匯出出席紀錄
after-export-kind = 檔案格式
after-export-button = 下載
certificate-title = 研習證明
certificate-number-line = 證號：{ $number }
certificate-days = { $from }至{ $to }
certificate-text = 茲證明上列人員參加本中心辦理之「{ $course }」（{ $days }），研習時數共 { $hours } 小時，出席率 { $rate }，特此證明。
certificate-sign-director = 主任
certificate-sign-officer = 承辦人
certificate-code = 查驗條碼：{ $address }
certificate-check-line = 掃描條碼，或到下列網址輸入證號，可查驗本證明是否有效：

## 查驗
check-title = 查驗研習證明
check-lead = 輸入證明上的證號，查驗是不是本中心發給、現在是否有效。
check-number-hint = 9 個英文字母和數字，例如 K7Q2-9XMP-4
check-button = 查驗
check-valid-title = 這份證明有效
check-valid-text = 請核對下列內容與紙本是否相同。為保護個人資料，姓名只顯示一部分。
check-withdrawn-title = 這份證明已撤銷
check-withdrawn-text = 證號 { $number } 的證明已在{ $on }撤銷，不再有效。
check-unknown-title = 查無這個證號
check-unknown-text = 請檢查證號有沒有打錯。如果沒有打錯，這份證明不是本中心發給的。
check-wait-title = 請稍後再查
check-wait-text = 查無證號的次數太多，請等 { $minutes } 分鐘後再試。
check-name = 姓名
check-course = 課程
check-scope = 時數
check-hours = { $hours } 小時
check-issued = 發給日期
check-by = 發給單位

## 報名的人看到的
record-title = 出席紀錄
record-percent = 課程結束後，出席率達 { $percent }% 就可以領研習證明。
record-attended = 已辦理 { $held } 場，出席 { $came } 場，出席率 { $rate }。
record-certificate = 下載研習證明（PDF）
record-certificate-soon = 符合研習證明的條件，中心發給後會在這裡提供下載。
record-certificate-too-little = 出席率不足，沒有研習證明。紀錄有誤的話，請和承辦人聯絡。
mail-certified-subject = 研習證明可以下載了：{ $course }
mail-certified-text =
    您參加「{ $course }」的研習證明已經發給，可以在報名紀錄頁下載。

setting-courses-certificate_percent = 研習證明的出席率
setting-courses-certificate_percent-about = 課程沒有另外設定時，出席率達這個百分比的人可領研習證明；0 表示不發。

serve-trail-certificate-issued = 發給研習證明
serve-trail-certificate-withdrawn = 撤銷研習證明
