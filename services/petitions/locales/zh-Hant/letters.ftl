## Letters
petitions-letter-name-receipt = 收件通知
petitions-letter-name-supplement = 請您補充
petitions-letter-name-extension = 展期通知
petitions-letter-name-transfer = 移轉通知
petitions-letter-name-reply = 答復
petitions-letter-name-leave = 不予處理通知
petitions-letter-name-merger = 併案通知
petitions-letter-name-question = 問題解決了嗎？
petitions-letter-receipt = 我們收到您的意見「{ $subject }」，案號 { $number }。預計在{ $due }前答復您。
petitions-letter-code = 查詢碼：{ $code }。在網站的「查詢進度」輸入案號與這個查詢碼，就能看到進度與答復。
petitions-letter-look-up = 隨時可以在網站的「查詢進度」輸入案號與您的電子郵件，或電話末三碼，查看進度、補充或撤回。
petitions-letter-supplement = 為了處理您的案件 { $number }，請您補充下列事項：
petitions-letter-extension = 您的案件 { $number } 需要更多時間，期限延長到{ $due }。理由如下：
petitions-letter-transfer = 您的案件 { $number } 屬下列機關的權責，我們已經移請該機關處理並答復您：
petitions-letter-reply = 關於您的案件 { $number }「{ $subject }」，答復如下：
petitions-letter-leave = 您的案件 { $number }，依行政程序法第 173 條不予處理。理由如下：
petitions-letter-merger = 您的案件 { $number } 和另一件合併處理，預計在{ $due }前答復您。答復會寄給您，也可以用原來的案號查看。
petitions-letter-question = 一段時間前我們答復了您的案件 { $number }「{ $subject }」。問題解決了嗎？請打開下面的連結告訴我們，只要一分鐘。
petitions-mail-subject-receipt = 已收到您的意見（{ $number }）
petitions-mail-subject-supplement = 請補充說明（{ $number }）
petitions-mail-subject-extension = 處理期限延長（{ $number }）
petitions-mail-subject-transfer = 已移轉權責機關（{ $number }）
petitions-mail-subject-reply = 答復您的意見（{ $number }）
petitions-mail-subject-leave = 處理結果通知（{ $number }）
petitions-mail-subject-merger = 併案處理（{ $number }）
petitions-mail-subject-question = 問題解決了嗎？（{ $number }）

## Messages
petitions-mail-greeting = { $name }您好：
petitions-mail-greeting-agent = { $agent }您好（{ $name }的代理人或聯絡人）：
petitions-mail-greeting-plain = 您好：
petitions-mail-confidential = 您的案件有新的消息。為了保密，內容不寫在信裡。請用案號與查詢碼查看。
petitions-mail-end =
    查看進度：
    { $link }
    
    { $centre }
petitions-mail-confirm-subject = 請確認您的意見
petitions-mail-confirm =
    您好：
    
    請打開下面的連結並按下確認，我們才會開始處理。連結 { $days } 天內有效；不是您寫的，不用理會這封信。
    
    { $link }
    
    { $centre }

## Warnings to staff
petitions-warn-50 = 案件 { $number } 期限已過一半
petitions-warn-80 = 案件 { $number } 期限已過八成
petitions-warn-90 = 案件 { $number } 較早的算法（{ $warn }）快到期
petitions-warn-99 = 案件 { $number } 下一個工作日到期
petitions-warn-today = 案件 { $number } 今天到期
petitions-warn-100 = 案件 { $number } 已逾期
petitions-warn-text =
    案號 { $number } 的期限是{ $due }；兩種算法中較早的是{ $warn }。
    
    { $link }
petitions-overdue-subject = 逾期案件 { $count } 件
petitions-overdue-line = { $number } 期限{ $due }
petitions-overdue-text =
    逾期未結的案件：
    
    { $list }
    
    { $link }
petitions-drafts-subject = 待朗讀確認的口頭紀錄 { $count } 件
petitions-drafts-text =
    還沒有朗讀確認、也沒有登錄的口頭紀錄：
    
    { $list }
    
    { $link }
petitions-joint-subject = 會辦案件 { $number }
petitions-joint-text =
    案號 { $number } 請貴組會辦，期限{ $due }。保密案件只有承辦人與核定的人看得到內容。
    
    { $link }
petitions-to-assign-subject = 請分案：保密案件 { $number }
petitions-to-assign-text =
    保密案件 { $number } 還沒有承辦人，期限{ $due }。舉發違失的案件不自動分案，請主任指定承辦人；被舉發的人請設為迴避。
    
    { $link }
petitions-assigned-subject = 您承辦的案件 { $number }
petitions-assigned-text =
    案號 { $number } 分給您或您的單位辦理，期限{ $due }。內容請在系統裡看。

    { $link }
petitions-to-decide-subject = 待核定：案件 { $number }
petitions-to-decide-text =
    案號 { $number } 有擬稿等您核定，期限{ $due }。請在系統裡看。

    { $link }
petitions-decided-subject = 已核定或退回：案件 { $number }
petitions-decided-text =
    您在案號 { $number } 擬的稿已經核定或退回。請在系統裡看。

    { $link }
