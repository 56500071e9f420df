petitions-menu = 意見與陳情
petitions-title = 告訴我們您的意見
petitions-lead = 建議、詢問、陳情或舉發，五分鐘可以寫完。我們給您案號，並在期限內答復。
petitions-before = 寫之前想知道的事
petitions-before-text =
    不用身分證字號，只要真實姓名與一種聯絡方式。
    送出後我們寄一封信，打開裡面的連結才算完成。
    也可以打電話、寫信、傳真或親自來說，我們會替您寫下來並讀給您聽。
    若屬訴願、訴訟或國家賠償，我們會告訴您該怎麼做。
petitions-look-up = 我已有案號，要查進度
petitions-see-numbers = 大家的意見統計
petitions-subject-hint = { $min } 到 { $max } 個字
petitions-body-hint = 什麼時候、在哪裡、發生什麼、希望怎麼處理。請只寫處理需要的事，不必寫病歷、用藥等身體狀況。最多 { $max } 個字。
petitions-district-hint = 和事情有關的地方，只用於統計
petitions-who = 怎麼聯絡您
petitions-name-hint = 要有真實姓名才能依法答復
petitions-email-hint = 確認連結會寄到這裡
petitions-secret-legend = 保密
petitions-consent-legend = 個人資料
petitions-consent = 我已閱讀個人資料告知事項
petitions-notice-title = 個人資料告知事項
petitions-notice-text =
    蒐集機關：本家庭教育中心。目的：陳情、請願、檢舉案件處理（113）。
    類別：姓名、聯絡方式、您所寫的內容（C001、C011）。
    期間、地區、對象及方式：依檔案保存年限，在中華民國境內，由承辦與核定人員使用；移轉權責機關時只提供必要的部分。
    您可以查詢、閱覽、複製、補充、更正、停止利用或刪除。
    不提供姓名或聯絡方式時，我們可能無法答復。
petitions-send = 送出
petitions-sent-title = 還差一步：請打開信箱
petitions-sent-lead = 我們寄了一封信給您，請打開裡面的連結。
petitions-sent-text =
    打開連結並按下確認，您的意見才會登錄，並得到案號。
    幾分鐘內沒收到，請看垃圾信件匣，或打電話給中心。
petitions-confirm-title = 確認送出您的意見
petitions-confirm-lead = 按下確認後，我們開始處理。
petitions-confirm-secret = 為了保密，這裡不顯示您寫的內容。
petitions-registered-title = 您的意見已登錄
petitions-registered-text = 請記下案號與查詢碼。為了保密，信裡不寫內容；請用案號與查詢碼查看。
petitions-confirm-button = 確認送出
petitions-lapsed-title = 這個連結已失效
petitions-lapsed-text = 超過期限沒有確認，您寫的內容已經刪除。歡迎再寫一次。
petitions-again = 再寫一次
petitions-case-title = 您的意見 { $number }
petitions-received-on = 收到日
petitions-own-kept = 依檔案法保存，保存期間內不能刪除
petitions-due-on = 最遲答復日
petitions-what-you-said = 您寫的內容
petitions-letters = 我們寫給您的信
petitions-you-added = 您補充的內容
petitions-supplement = 補充說明
petitions-supplement-text = 想補充的內容
petitions-supplement-hint-files = 只附檔案也可以
petitions-supplement-files-only = （只附檔案）
petitions-supplement-send = 送出補充
petitions-withdraw = 撤回
petitions-withdraw-title = 要撤回嗎？
petitions-withdraw-text = 撤回後我們不再處理，但會保留紀錄。
petitions-withdraw-merged = 合併處理的案件會繼續，但您不會再收到答復。
petitions-withdraw-button = 確定撤回
petitions-withdraw-back = 不撤回
petitions-answer-title = 問題解決了嗎？
petitions-answer-about = 關於：{ $subject }
petitions-solved = 是否解決
petitions-satisfied-outcome = 您對結果滿意嗎？
petitions-satisfied-handling = 您對處理過程滿意嗎？
petitions-answer-words = 想對我們說的話
petitions-answer-send = 送出
petitions-answer-until = 請在{ $date }以前告訴我們。
petitions-answer-over = 這個問題已經在{ $date }截止回答。
petitions-ended-title = 這件事的處理已經結束
petitions-ended-text = 這個案號不再收補充。想再告訴我們的事，請另外寫一件；可以寫上這個案號。
petitions-ended-own = 您剛才寫的內容（沒有送出，可以複製）
petitions-ended-files = 附件沒有送出，請重新附上
petitions-ended-back = 回到我的案件
petitions-answer-thanks = 謝謝您的回覆

## How it stands
petitions-now-registered = 我們收到了
petitions-now-assigned = 已交給承辦人
petitions-now-in_progress = 處理中
petitions-now-supplement_wait = 請您補充說明
petitions-now-extension_pending = 處理中
petitions-now-reply_draft = 答復已擬好，正在核定
petitions-now-approved = 答復已核定，正在寄出
petitions-now-replied = 已答復
petitions-now-surveyed = 已答復
petitions-now-closed = 已結案
petitions-now-archived = 已結案
petitions-now-transferred = 已移轉給權責機關
petitions-now-not_processed = 依法不予處理
petitions-now-withdrawn = 您已撤回
petitions-now-merged = 已和另一件合併處理
petitions-now-discarded = 已作廢
petitions-now-draft = 記錄中
petitions-now-confirming = 等您確認
petitions-next-registered = 預計在{ $due }前答復您。
petitions-next-assigned = 預計在{ $due }前答復您。
petitions-next-in_progress = 預計在{ $due }前答復您。
petitions-next-supplement_wait = 請看下面的信，按「補充說明」告訴我們。期限是{ $due }。
petitions-next-extension_pending = 目前的期限是{ $due }；如需更多時間，我們會寫信說明理由。
petitions-next-reply_draft = 預計在{ $due }前答復您。
petitions-next-approved = 請看下面的信。
petitions-next-replied = 請看下面的答復。
petitions-next-surveyed = 請告訴我們問題是否解決了。
petitions-next-closed = 如果還有問題，歡迎再來信。
petitions-next-archived = 如果還有問題，歡迎再來信。
petitions-next-transferred = 請看下面的信，由該機關答復您。
petitions-next-not_processed = 理由請看下面的信。
petitions-next-withdrawn = 我們不再處理這件事。
petitions-next-merged = 會一起答復。您的答復會寄給您，也可以在這裡看到。
petitions-next-discarded = 這份紀錄沒有登錄。
petitions-next-draft = 我們會先讀給您聽。
petitions-next-confirming = 請打開信裡的連結。

settings-group-petitions = 陳情與輿情
setting-petitions-subject_chars_min = 主旨最少字數
setting-petitions-subject_chars_min-about = 網路陳情的主旨至少要幾個字。
setting-petitions-subject_chars_max = 主旨最多字數
setting-petitions-subject_chars_max-about = 網路陳情的主旨最多幾個字。
setting-petitions-body_chars_max = 內容最多字數
setting-petitions-body_chars_max-about = 網路陳情的內容最多幾個字。
setting-petitions-question_after_days = 答復後幾天詢問
setting-petitions-question_after_days-about = 答復幾天後，寫信問陳情人問題解決了沒有。
setting-petitions-question_open_days = 詢問開放幾天
setting-petitions-question_open_days-about = 詢問的連結可以回答幾天。
setting-petitions-small_count = 公開統計的最小數字
setting-petitions-small_count-about = 公開的統計中，小於這個數的一律不顯示，以免認出是誰。

## For programs
petitions-api-channel = 不帶權杖只能是 web；其他管道請用承辦人的權杖
petitions-own-letter = 給您的信
petitions-own-added = 您的補充
petitions-own-file = 附件（在案件進度頁下載）
petitions-own-answer = 您的回覆
