# register

## 報名表的題目
question-kind-text = 單行文字
question-kind-long-text = 多行文字
question-kind-number = 數字
question-kind-yes-no = 是或否
question-kind-one = 單選
question-kind-several = 複選
question-kind-date = 日期
question-yes = 是
question-no = 否
question-error-too-many = 一份報名表最多 40 題
question-error-id = 有兩題的代碼相同，或沒有代碼
question-error-label = 請寫題目
question-error-too-long = 題目、說明與選項最多 200 個字
question-error-choices = 請至少給兩個不同的選項
question-error-condition = 請選前面的題目和它的一個答案
question-error-special = 這裡問到「{ $class }」，是個人資料保護法第 6 條的特種個人資料，報名表不得蒐集。請改問「需要什麼協助？」
planning-special-data = 題目「{ $question }」問到「{ $class }」，是個人資料保護法第 6 條的特種個人資料，報名表不得蒐集。請先改問「需要什麼協助？」
question-error-keep = 請填課程結束後的天數，0 到 36500

## 報名表
register-courses = 課程活動
register-when = 時間
register-where = 地點
register-online = 線上
register-called-off = （取消）
register-questions = 有問題請洽
register-step-contact = 聯絡方式
register-step-people = 參加的人
register-step-check = 確認送出
register-contact-title = 怎麼聯絡您？
register-name = 您的姓名
register-name-hint = 我們怎麼稱呼您都可以
register-phone = 手機或電話
register-phone-hint = 電話或電子郵件留一個就可以
register-email = 電子郵件
register-email-hint = 留了就會收到確認信、提醒和行事曆
register-district = 居住的區
register-next = 下一步
register-back = 上一步
register-left-text = { $left ->
    [0] 名額正在分配，送出後就知道還有沒有。
   *[other] 還有 { $left } 個名額，送出報名才算保留。
}
register-approval-text = 本課程由中心審核錄取，結果會通知您。
register-line-title = 名額已滿
register-line-text = 可以全家一起排候補（目前 { $waiting } 人候補）。有名額時會為您保留並通知您。
register-people-title = 誰要參加？
register-people-text = { $max ->
    [1] 只能報名一人。
   *[other] 大人小孩都算，最多 { $max } 人。您自己不參加嗎？把姓名改成參加的人就可以。
}
register-person = 第 { $number } 位
register-person-name = 姓名
register-birth-year = 出生年
register-birth-year-said = { $year }（民國 { $roc } 年）
register-birth-year-hint = 例如 78（民國）或 1989
register-sex = 性別
register-sex-untold = 不提供
register-add = 增加一人
register-remove = 移除
register-taken-off = 已將{ $name }從名單移除。
register-put-back = 放回名單
register-nameless = 未填姓名的人
register-check-title = 確認並送出
register-send = 送出報名
register-early-title = 還沒開放報名
register-early-text = { $when } 開放報名。您填的都還在：請留在這一頁，時間到再按一次。
register-another-title = 這張報名表剛才已經送出過，內容和現在不同
register-another-text = 剛才送出的那一筆已經受理；這次改過的還沒有。要另外再報一筆，請再按一次送出；只想修改剛才那一筆，請到「查詢報名」。
register-already-title = 有人已經報名了
register-already-text = 名單中有人已報名或正在候補這個課程。可以查詢報名來查看或修改。
register-already-link = 查詢報名
register-busy-title = 現在報名的人很多
register-busy-text = 您填的都還在。請過幾秒再按「送出報名」，不會重複報名。
register-full-title = 名額與候補都滿了
register-full-text = 名額和候補都已額滿。若有人取消，課程頁會顯示名額。
register-closed-title = 報名已截止
register-closed-text = 報名已於 { $when } 截止。
register-called-off-title = 課程已取消
register-called-off-text = 這個課程不舉辦了。{ $reason }
register-other-courses = 看還有名額的課程
register-back-to-course = 回課程頁
register-typed-title = 您填的資料
register-typed-text = 還沒有送出。您可以抄下來，若再次開放也可以重試。
register-try-again = 再試一次
register-error-contact = 請填電話或電子郵件
register-error-too-many = 一次最多報名 { $max } 人，超過的沒有保留
register-error-nobody = 請至少填一位參加的人
register-error-twice = 這個人重複了
register-error-birth-year = 請填年份，例如 78（民國）或 1989
register-error-consent = 請勾選已閱讀並同意

## 個人資料告知
notice-heading = 您的個人資料
notice-title = 個人資料蒐集告知
notice-version = 告知事項第 { $version } 版
notice-consent = 我已閱讀並同意以上告知事項；我所報名的人也知道，或由我擔任監護人。
notice-stored = 您已同意個人資料告知事項第 { $version } 版。
notice-1-text =
    { $centre }依個人資料保護法第 8 條與第 19 條告知：為辦理您報名的課程活動（錄取、聯絡、簽到及不具名統計；特定目的代號 109 教育或訓練行政、157 調查、統計與研究分析）蒐集您的個人資料。

    蒐集的類別是本表所問的姓名、聯絡方式，以及您願意提供的出生年、性別與各題答案（代號 C001、C003、C011）。由本中心與承辦課程者在臺灣以書面與電子方式利用，保存到課程結束後 3 年；用途較短的答案會更早刪除。

    您可依個人資料保護法第 3 條向本中心請求查詢、閱覽、複製、補充、更正、停止利用或刪除。您可以自由決定是否提供；但沒有姓名與聯絡方式，我們無法為您保留名額。

## 報名結果與可以做的事
receipt-confirmed-title = 報名成功
receipt-confirmed-text = 名額已為您保留，期待與您見面。
receipt-waitlisted-title = 已排入候補
receipt-waitlisted-text = 有足夠名額時，會為您保留 { $hours } 小時並通知您。
receipt-pending-title = 已收到報名
receipt-pending-text = 中心審核後會通知您結果。
receipt-offered-title = 有名額了，為您保留中
receipt-offered-text = 請在 { $until } 前回覆，逾時將遞補給下一位。
receipt-cancelled-title = 已取消
receipt-cancelled-text = 這筆報名已取消，名額已釋出。
receipt-declined-title = 您已放棄遞補
receipt-declined-text = 謝謝您告訴我們，名額已遞補給下一位。
receipt-expired-title = 遞補已逾時
receipt-expired-text = 未在期限內收到回覆，名額已遞補給下一位。
receipt-rejected-title = 未錄取
receipt-rejected-text = 很抱歉，這次未能錄取。
receipt-called-off-title = 課程已取消
receipt-called-off-text = 這個課程不舉辦了。{ $reason }
receipt-reference = 報名編號
receipt-position = 候補第 { $position } 位
receipt-mail = 已寄信給您。
receipt-no-mail = 請記下報名編號；您沒有留電子郵件，有變動時我們會打電話給您。
receipt-answer-offer = 現在回覆
receipt-lacks-title = 還缺一些資料
receipt-lacks-link = 請補齊答案
receipt-people = 參加的人
receipt-qr-text = 報到時請出示每個人的條碼，用手機或列印都可以。
receipt-qr-of = { $name }的報到條碼
receipt-answers = 您的答案
receipt-ways = 您可以
receipt-calendar = 加入行事曆
receipt-change = 修改答案
receipt-cancel = 取消報名
receipt-leave = 取消或退出候補
receipt-absent = 我不能來
receipt-until = { $until } 前可以修改或取消。
receipt-keep-link = 請保存本頁網址；或用報名編號加電話末三碼再回來。
receipt-done-cancelled = 已取消，謝謝您告訴我們。
receipt-done-seats-cancelled = 所選的名額已取消，其他人不受影響。
receipt-done-changed = 已儲存修改。
receipt-done-handed-over = 名額已轉讓。舊條碼已失效，這是新的。
receipt-done-accepted = 完成，名額是您的了。
receipt-done-declined = 謝謝您，名額將遞補給下一位。
receipt-done-changed-meanwhile = 這段時間情況有變，以下是目前的狀態。
manage-listed-title = 您的登記正在等待抽籤
manage-listed-text = 名單已經封存，內容不能再改，這樣沒有人能配合公開號碼更動。仍然可以整筆取消。
manage-too-late-title = 已超過期限
manage-too-late-text = { $until } 前可以修改。現在請打電話給我們。
manage-ended-title = 現在不能修改
manage-ended-text = 這筆報名已經結束，或還沒有名額。有問題請打電話給我們。
manage-back = 回到報名資料
manage-keep = 不更動，回上頁
cancel-title = 取消報名
cancel-line-title = 取消報名或退出候補
cancel-warning = 取消後名額立即釋出，無法復原。
cancel-who = 誰不能來？
cancel-chosen = 取消所選的人
cancel-all = 全部取消
cancel-one = 確定取消
cancel-error-nobody = 請選誰不能來
cancel-error-pair = 這個課程要大人和小孩一起參加，留下的人不能單獨來。請取消全部，或把名額讓給別人。
absent-title = 不能來嗎？
absent-text = 按一下就把{ $names }的名額讓給別人，無法復原。
absent-button = 我們不能來
absent-some = 只有部分的人不能來
absent-reason = 不克出席（自行回覆）
answers-title = 修改答案
answers-save = 儲存
answers-approval-warning = 您的報名已通過審核。修改後中心會重新審核，通過前不保留名額。
handover-link = 轉讓這個名額
handover-title = 轉讓名額
handover-text = { $name }不來了，換誰參加？
handover-button = 轉讓
handover-error-already = 這個人已報名或正在候補這個課程
offer-title = 有名額了
offer-until = 為您保留到 { $when }
offer-ran-out = 時間已過
offer-text = 為{ $names }保留了 { $count } 個名額。要參加嗎？
offer-lacks = 請先補上
offer-accept = 要，我們參加
offer-decline = 不用，謝謝
offer-over-title = 遞補已結束
offer-over-text = 已經回覆，或時間已過。

## 查詢

## 信件
invitation-text = 報名編號 { $reference }
mail-greeting = { $name } 您好：
mail-people = 參加：{ $people }
mail-reference = 報名編號：{ $reference }
mail-manage-link = 查看、修改或取消報名：
mail-offer-link = 接受或放棄（不用登入）：
mail-absent-link = 不能來嗎？按一下告訴我們：
mail-contact = 聯絡人：{ $contact }
mail-reason = 原因：{ $reason }。
mail-registered-confirmed-subject = 報名成功：{ $course }
mail-registered-confirmed-text = 您的 { $persons } 個名額已保留。{ $change_until } 前可以修改或取消。報到條碼請開下面的連結。
mail-registered-waitlisted-subject = 已排入候補：{ $course }
mail-registered-waitlisted-text = 您是候補第 { $position } 位。有足夠名額時會為您保留並通知您。
mail-registered-pending-subject = 已收到報名：{ $course }
mail-registered-pending-text = 中心審核後會通知您結果。
mail-cancelled-subject = 已取消：{ $course }
mail-cancelled-text = 您的報名已取消。{ $reason }
mail-seats-cancelled-subject = 部分名額已取消：{ $course }
mail-seats-cancelled-text = 所選的名額已取消，其餘 { $persons } 人照常參加。
mail-offered-subject = 有名額了，請在 { $until } 前回覆：{ $course }
mail-offered-text = 有名額了，為您保留到 { $until }，逾時將遞補給下一位。
mail-expired-subject = 遞補已逾時：{ $course }
mail-expired-text = 未在期限內收到回覆，名額已遞補給下一位。歡迎再次報名。
mail-accepted-subject = 遞補成功：{ $course }
mail-accepted-text = 謝謝您的回覆，名額已為您保留。{ $change_until } 前可以修改或取消。
mail-declined-subject = 已放棄遞補：{ $course }
mail-declined-text = 謝謝您告訴我們，名額已遞補給下一位。
mail-approved-subject = 錄取通知：{ $course }
mail-approved-text = 您已錄取，名額已為您保留。{ $change_until } 前可以修改或取消。
mail-approved-to-line-subject = 審核通過，排入候補：{ $course }
mail-approved-to-line-text = 您的報名已通過審核，但目前沒有名額。您是候補第 { $position } 位。
mail-rejected-subject = 未錄取：{ $course }
mail-rejected-text = 很抱歉，這次未能錄取。{ $reason }
mail-seated-subject = 錄取通知：{ $course }
mail-seated-text = 中心已為您安排名額，名額已保留。
mail-reopened-subject = 重新審核：{ $course }
mail-reopened-text = 您修改了報名資料，中心會重新審核並通知您；通過前不保留名額。
mail-handed-over-subject = 名額已轉讓：{ $course }
mail-handed-over-text = 名額已轉讓，以下是現在的名單。舊條碼已失效；新的條碼在下面的連結裡，請轉給新的參加者。如果不是您轉讓的，請打電話給我們。
mail-moved-subject = 課程異動：{ $course }
mail-moved-text = 這個課程的名稱、時間或地點有變動，以下是新的安排；附件可更新您的行事曆。
mail-called-off-subject = 課程取消：{ $course }
mail-called-off-text = 這個課程不舉辦了。{ $reason }附件可從您的行事曆移除。
mail-reminder-week-subject = 下週見：{ $course }
mail-reminder-week-text = 一週後就要上課了。若不能來，請現在告訴我們，名額可以讓給別人。
mail-reminder-day-subject = 明天見：{ $course }
mail-reminder-day-text = 明天就要上課了。請準備好報到條碼，下面的連結可以看到。

## 程式介面
api-error-channel = 報名管道不明，或需要工作人員的權杖
api-error-channel-missing = 使用工作人員的權杖時，請寫明報名管道
api-error-district = 沒有這個行政區代碼
api-error-consent = 請顯示第 { $version } 版告知事項，並送出該版次
api-error-language = 語言只能是：{ $codes }
api-error-answer = 答案要是文字、數字、是否，或文字清單
api-error-question = 報名表沒有這一題
