## What comes by e-mail
petitions-mail-no-subject = （無主旨）
petitions-mail-how-new = 以電子郵件寄來，另立新案
petitions-mail-how-again = 以電子郵件回覆已結束的案件，另立新案
petitions-mail-how-token = 以電子郵件寄來，依主旨裡的簽章歸入本案
petitions-mail-how-letter = 以電子郵件寄來，是對我們寄出的信的回覆
petitions-mail-how-thread = 以電子郵件寄來，是寄件人接著自己先前的來信
petitions-mail-how-number = 以電子郵件寄來，主旨有案號，且寄件人是陳情人
petitions-mail-how-machine = 郵件系統自動寄來
petitions-mail-head-from = 寄件人：{ $value }
petitions-mail-head-reply-to = 回信地址：{ $value }
petitions-mail-head-to = 收件人：{ $value }
petitions-mail-head-subject = 主旨：{ $value }
petitions-mail-head-date = 寄件時間：{ $value }
petitions-mail-named = 主旨提到案號 { $numbers }，但不能確定寄件人是該案的陳情人。查明後若是同一件，請併案。
petitions-mail-sender-verified = 寄件人已驗證：郵件確實由寄件地址的網域寄出。
petitions-mail-sender-unverified = 寄件人未驗證：寄件地址可能是冒用的，所以沒有自動寄出收件通知；回覆前請先查明。
petitions-mail-sort-automatic = 自動回覆
petitions-mail-sort-bounce = 退信：寄出的信可能沒有送達
petitions-mail-sort-list = 郵寄名單或電子報
petitions-mail-sort-spam = 郵件伺服器判定的垃圾信
petitions-mail-files-refused = 下列附件沒有收下：
petitions-mail-file = ・{ $name }：{ $why }
petitions-mail-nameless = （沒有檔名）
petitions-mail-file-empty = 是空的
petitions-mail-file-large = 超過 { $max } MB
petitions-mail-file-kind = 只收 JPG、PNG、PDF、DOCX、ODT，不收含巨集的檔案
petitions-mail-file-name = 副檔名與內容不符
petitions-mail-file-many = 一封信最多 { $files } 個附件
petitions-mail-cut = 信的內容太長，只收下前面的部分。
petitions-mail-missing-name = ・您的真實姓名。請直接回覆這封信，另起一行寫「姓名：」與您的姓名。依行政程序法第 173 條，沒有真實姓名的陳情可以不予處理。
petitions-mail-missing-matter = ・具體的事情：什麼時候、在哪裡、發生什麼、希望怎麼處理。請直接回覆這封信。
petitions-bounced-subject = 案件 { $number } 的信可能沒有送達
petitions-bounced-text =
    寄給案號 { $number } 陳情人的信被退回，請查看案件備註，必要時更正聯絡方式並重寄。
    
    { $link }
petitions-added-subject = 案件 { $number } 有補充
petitions-added-text =
    案號 { $number } 的陳情人補充了內容，請查看案件。期限{ $due }。
    
    { $link }
petitions-taken-back-subject = 案件 { $number } 已撤回
petitions-taken-back-text =
    案號 { $number } 的陳情人在網站撤回，不用再處理；紀錄仍然保留。
    
    { $link }
petitions-left-by-subject = 案件 { $number } 有併入的陳情人撤回
petitions-left-by-text =
    併入案號 { $number } 的一位陳情人撤回自己的陳情，不用再答復這一位；案件繼續處理。
    
    { $link }
petitions-verb-mailed = 電子郵件收件

## Messages that opened no case
petitions-apart = 未立案郵件
petitions-apart-lead = 自動回覆、退信、電子報與垃圾信不會立案，也不會回信。保留 30 天供查看；其中若有陳情，請立案。
petitions-apart-none = 沒有未立案的郵件
petitions-apart-files = 附件 { $count } 個沒有保留
petitions-apart-kept = 附件（立案時一併歸入）：{ $names }
petitions-apart-open = 立案
petitions-apart-more = 更早的

setting-petitions-reply_email = 回信地址
setting-petitions-reply_email-about = 陳情人回覆我們的信時寄到這裡；設成收陳情郵件的信箱。不填則寄回寄件人地址。
setting-petitions-mail_host = 驗證寄件人的郵件主機
setting-petitions-mail_host-about = 收件的郵件主機在「Authentication-Results」欄位所用的名稱，例如 mx.example.gov.tw。只採信這台主機的驗證結果（DMARC、DKIM、SPF）；未驗證的寄件人不會只憑地址歸入他人的案件。不填則不驗證。
setting-petitions-mail_topic = 電子郵件的主題
setting-petitions-mail_topic-about = 電子郵件寄來的新案歸到哪個主題的代碼，由該主題的承辦人處理。不填則由輔導教育組分案。

## Four weeks later
petitions-question-until = 請在{ $date }以前回答；過了就不再收。
petitions-question-told =
    您當時寫的是：
    { $text }
petitions-answer-number = 關於案號 { $number }
petitions-answer-picture = 您附的照片：{ $name }
petitions-answer-again = 還沒解決，再寫信告訴我們
petitions-answer-more = 願意的話，再告訴我們兩件事
petitions-wrong-many = 一小時內送出太多次，請一小時後再送；您寫的內容還在這裡。
petitions-asking = 電話詢問
petitions-asking-lead = 答復四週後，沒有電子郵件的陳情人請打電話問「問題解決了嗎？」，並在案件裡登錄他的回覆。
petitions-asking-none = 沒有要打的電話
petitions-asking-since = 可以詢問的日子

## What is said elsewhere
petitions-items = 輿情
petitions-items-lead = 新聞與社群上的意見：語氣、承辦人與回應時間。有真實姓名與聯絡方式的可以轉為陳情，兩件互相連結。
petitions-items-none = 沒有輿情
petitions-items-all = 全部
petitions-reply-time = 回應時間
petitions-reply-until = { $due }前
petitions-reply-hours = { $count } 小時
petitions-reply-days = { $count } 天
petitions-became = 轉為陳情
