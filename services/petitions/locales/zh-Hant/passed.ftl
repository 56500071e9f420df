petitions-against = 檢舉的對象
petitions-against-hint = 只有檢舉違失才需要回答
petitions-against-director = 中心主任
petitions-against-director-hint = 直接轉給上級機關，主任看不到，本中心也不會調查
petitions-against-other = 其他人
petitions-wrong-against = 請選擇檢舉的對象；檢舉中心主任的，不會經過主任
petitions-wrong-against-now = 現在無法轉給上級機關，請直接向政風單位檢舉，電話 { $phone }
petitions-no-shelter = 要檢舉中心主任，請不要寫在這裡
petitions-no-shelter-text = 這裡收到的檢舉由主任指派承辦。檢舉主任的事，請直接向政風單位檢舉，電話 { $phone }。
petitions-supplement-director = 這裡補充的內容，主任可能看得到。要說的事如果和中心主任有關，請用意見信箱另外寫一件檢舉，「檢舉的對象」選「中心主任」，會直接轉給上級機關。
petitions-supplement-director-link = 另外檢舉中心主任
petitions-passed = 檢舉主任的案件
petitions-passed-lead = 這些檢舉收到時已直接轉給上級機關，本中心不調查、不列入案件與統計。在這裡只有您看得到；每次閱讀都有紀錄。
petitions-passed-none = 沒有這類檢舉
petitions-passed-at = 收到並轉出
petitions-passed-read-at = 上級機關閱讀
petitions-passed-unread = 尚未閱讀
petitions-passed-agency = 上級機關
petitions-passed-told = 已轉給上級機關
petitions-passed-told-text = 請記下案號和查詢碼，這裡只顯示一次，也不會寄信給您。之後在「查詢進度」輸入案號和查詢碼，可以看上級機關是否已經閱讀。主任和其他同仁都看不到這件檢舉。
petitions-passed-standing = 已轉給上級機關
petitions-passed-standing-text = 這件檢舉由上級機關處理，會由他們和您聯絡。本中心不調查。
petitions-passed-reading = 移送給貴機關的檢舉
petitions-passed-reading-text = { $centre }收到一件關於該中心主任的檢舉，依規定移送貴機關。按下按鈕就會顯示內容，並記錄閱讀的時間。內容請依法保密。
petitions-passed-read = 閱讀檢舉內容
petitions-passed-agency-subject = { $centre }：有一件移送貴機關的檢舉
petitions-passed-agency-text =
    { $centre }收到一件依法應保密的檢舉，移送貴機關處理。為了保密，信中不寫內容，請開啟以下連結閱讀：
    { $link }
    連結只給貴機關，請勿轉寄。
petitions-passed-person-subject = 有一件只有您看得到的檢舉
petitions-passed-person-text =
    有一件檢舉已轉給上級機關，本中心只有您看得到：
    { $link }
petitions-deed-passed_on = 收到並轉出
petitions-deed-read_there = 上級機關閱讀
petitions-deed-read_here = 閱讀
petitions-deed-file_opened = 打開附件
petitions-deed-answered = 有人回信，已轉給您
petitions-deed-machine = 自動回覆或退信
petitions-deed-sent_again = 再寄一次通知
petitions-deed-destruction_approved = 登錄銷毀核准函
petitions-deed-destroyed = 銷毀
petitions-passed-kept-until = 保存到
petitions-passed-for-ever = 永久保存
petitions-passed-over = 年限已滿
petitions-passed-destroying = 銷毀中
petitions-passed-destroyed = 已銷毀
petitions-passed-destroyed-text = 這件檢舉保存年限已滿，經檔案主管機關核准，內容和附件已在{ $on }銷毀。
petitions-passed-destruction = 銷毀年限已滿的檢舉
petitions-passed-destruction-text = 登錄核准函後，勾選的檢舉連同附件、通知信會全部刪除，無法復原；案號、日期和處理紀錄留著。
petitions-passed-reports = 要銷毀哪幾件
petitions-passed-of = { $on }收到
petitions-passed-sure = 已收到核准函，核准的就是勾選的檢舉
petitions-passed-wrong-reports = 請勾選要銷毀的檢舉
petitions-passed-wrong-kept = 勾選的檢舉有保存年限還沒滿的，不能銷毀
petitions-passed-wrong-early = 核准函不能早於檢舉收到的日期
petitions-passed-unsent-agency = { $number }：給上級機關的通知沒有確實寄出
petitions-passed-unsent-agency-text = 上級機關可能還不知道有這件檢舉。請再寄一次，或用電話通知。
petitions-passed-unsent-person = { $number }：給您的通知沒有確實寄出
petitions-passed-unsent-person-text = 這件檢舉已經在下面的清單裡。信會寄到您登入用的電子郵件。
petitions-passed-unsent-receipt = { $number }：給檢舉人的回條沒有確實寄出
petitions-passed-unsent-receipt-text = 檢舉人用電子郵件檢舉，還沒收到查詢的連結。
petitions-passed-send-again = 再寄一次（{ $number }）
setting-petitions-superior_email = 檢舉主任：轉給哪個信箱
setting-petitions-superior_email-about = 上級機關或政風單位的電子郵件。檢舉中心主任的案件直接轉到這裡，不經過主任。要和「可信賴的同仁」都填，網站才收這類檢舉。
setting-petitions-superior_phone = 檢舉主任：政風單位電話
setting-petitions-superior_phone-about = 網站不能收檢舉主任的案件時，告訴民眾打這支電話。預設是法務部廉政署的檢舉專線。
setting-petitions-trusted_email = 檢舉主任：可信賴的同仁
setting-petitions-trusted_email-about = 這位同仁登入用的電子郵件；檢舉主任的案件在中心內只有這個人看得到。不能是主任。
petitions-passed-receipt-subject = { $centre }：收到您的檢舉
petitions-passed-receipt-text =
    您的檢舉已直接轉給上級機關處理，本中心主任看不到。可以用以下連結看上級機關是否已經閱讀：
    { $link }
petitions-passed-answer-subject = 關於檢舉主任案件的回信
petitions-passed-answer-text =
    { $from } 回覆了本中心關於檢舉主任案件的信，內容只轉給您，附件沒有轉來：

    { $text }

    案件：{ $link }
