petitions-against = 檢舉的對象
petitions-against-hint = 只有檢舉違失才需要回答
petitions-against-director = 中心主任
petitions-against-director-hint = 直接轉給上級機關，主任看不到，本中心也不會調查
petitions-against-other = 其他人
petitions-wrong-against = 請選擇檢舉的對象；檢舉中心主任的，不會經過主任
petitions-wrong-against-now = 現在無法轉給上級機關，請直接向政風單位檢舉，電話 { $phone }
petitions-no-shelter = 要檢舉中心主任，請不要寫在這裡
petitions-no-shelter-text = 這裡收到的檢舉由主任指派承辦。檢舉主任的事，請直接向政風單位檢舉，電話 { $phone }。
petitions-passed = 檢舉主任的案件
petitions-passed-lead = 這些檢舉收到時已直接轉給上級機關，本中心不調查、不列入案件與統計。在這裡只有您看得到；每次閱讀都有紀錄。
petitions-passed-none = 沒有這類檢舉
petitions-passed-at = 收到並轉出
petitions-passed-read-at = 上級機關閱讀
petitions-passed-unread = 尚未閱讀
petitions-passed-stuck = 通知沒有寄達，請用電話通知上級機關
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
