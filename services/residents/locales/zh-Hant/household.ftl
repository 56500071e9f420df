residents-menu = 我的家庭
residents-title = 我的家庭與資料
residents-lead = 用電子郵件登入，不需要密碼，也不需要申請帳號。
residents-can-household = 把一起參加的家人記下來，報名時勾選就好。
residents-can-own-data = 查看、複製、更正或刪除本中心保有的您的資料。
residents-sign-in-optional = 不登入也能報名、查詢和取消；登入只是比較方便。
residents-to-progress = 只要查詢報名
residents-back = 返回
residents-sign-in-title = 用電子郵件登入
residents-sign-in-lead = 輸入電子郵件，我們寄給您一個登入連結。
residents-email = 電子郵件
residents-send-link = 寄登入連結給我
residents-notice-title = 個人資料告知
residents-notice = 本中心蒐集您的電子郵件與您自行填寫的家人資料，只用於登入、報名時代填與通知您，並保存到您刪除為止。您可以隨時在「我的資料」查看、複製、更正或請求刪除；不提供也能報名。
residents-sent-title = 請查看電子信箱
residents-sent-text = 如果 { $email } 收得到信，幾分鐘內就會收到登入連結。連結 { $minutes } 分鐘內有效，只能用一次。
residents-sent-help = 沒有收到？請看看垃圾郵件匣，或確認地址有沒有打錯。短時間內要求太多次，就要等一下才會再寄。
residents-sent-again = 再寄一次連結
residents-mail-subject = { $centre }：登入連結
residents-mail-text =
    您好：

    請打開下面的連結，再按「登入」：

    { $link }

    連結 { $minutes } 分鐘內有效，只能用一次。請不要轉寄給別人。

    如果不是您要求的，請不必理會，沒有人能因此登入。

    { $centre }
residents-link-title = 登入
residents-link-text = 您將以 { $email } 登入。
residents-link-button = 登入
residents-link-not-you = 這不是您的電子郵件？請直接關閉這個頁面。
residents-gone-title = 這個連結不能用了
residents-gone-text = 連結可能過期、用過了，或不完整。請再要一個新的。
residents-signed-in-as = 您以 { $email } 登入。
residents-sign-out-title = 登出
residents-sign-out = 登出
residents-sign-out-everywhere = 登出所有裝置
residents-done-added = 已加入家庭成員。
residents-done-removed = 已刪除這位家人。
residents-done-left = 您已離開這個家庭。
residents-done-changed = 已儲存。
residents-done-invited = 已寄出邀請。對方同意後，請您再確認一次。
residents-done-accepted = 您已同意。等邀請您的人確認後，就能一起管理家庭成員。
residents-done-joined = 已確認，對方可以一起管理家庭成員。
residents-done-withdrawn = 已收回邀請。
residents-done-asked = 已收到您的請求。
residents-done-out = 您已登出。

household-members = 一起參加的家人
household-text = 報名時只要勾選要來的人。只記需要的資料，隨時可以更改。
household-nobody = 還沒有記下任何人。
household-add = 加入一位家人
household-past = 已遷出或過世的家人
household-born = { $year } 年生
household-custody-set = 有成人看不到這位家人。
household-adults = 一起管理的成人
household-adults-text = 您可以邀請另一位成人（例如伴侶）一起管理。要對方同意、您再確認，才會生效。
household-you = 您
household-invite = 邀請另一位成人
household-invite-text = 我們會寄邀請給對方。對方登入並同意後，您再確認一次；在那之前，對方什麼都看不到。
household-invite-email = 對方的電子郵件
household-invite-send = 寄出邀請
household-invitation-sent = 已邀請 { $email }，等對方同意。
household-invitation-accepted = { $email } 已同意，請您確認。確認後，對方看得到這個家庭的成員（設定為「不讓對方看到」的除外）。
household-confirm = 確認
household-withdraw = 收回
household-mail-subject = { $centre }：邀請您一起管理家庭成員
household-mail-text =
    您好：

    { $from } 邀請您在{ $centre }的網站一起管理家庭成員，報名活動時就能勾選家人。

    { $link }

    連結 { $days } 天內有效。請先用這個電子郵件登入，再按「同意」；對方確認後才會生效。
    不認識對方？請不必理會。

    { $centre }
household-invitation-title = 一起管理家庭成員
household-invitation-text = 同意以後，對方再確認，您們就能一起記下家人、報名時勾選。
household-invitation-accept = 同意
household-invitation-gone = 您以 { $email } 登入，但沒有給這個地址的有效邀請。連結可能過期、被收回，或是寄給另一個地址的。
household-invitation-keeps-one = 您（{ $email }）已經記了自己的家庭成員，或已和別人一起管理，所以不能再加入另一個家庭。
household-begins = 按「儲存」就建立您的家庭。
household-member-title = { $name }
household-name = 姓名或稱呼
household-relation = 和您的關係
household-birth = 出生日期或年份
household-birth-hint = 例如 2018-05-20、107/5/20 或 107。有年齡條件的課程要用。
household-sex = 性別
household-district = 居住地區
household-grade = 年級
household-grade-hint = 例如 國小三年級
household-untold = 不填
household-state = 目前狀況
household-state-hint = 遷出或過世的家人，報名時不會再出現。
household-since = 從哪一天起
household-since-hint = 例如 2026-08-01；不填就是今天。
household-custody = 不讓這些成人看到
household-custody-hint = 勾選的成人看不到、報名時也選不到這位家人（例如監護權不在對方）。
household-remove = 刪除這位家人
household-remove-text = 這裡記的資料會全部刪除，不能復原。已經報名的課程不受影響。
household-remove-button = 刪除
household-leave = 離開這個家庭
household-leave-text = 離開以後，您看不到、也選不到這裡的家人；只有您看得到的家人會一起刪除。其他成人和已經報名的課程不受影響。您是最後一位成人時，這裡的資料會全部刪除。
household-leave-button = 離開
household-save = 儲存
household-full = 家庭成員已經太多，不能再加。
household-error-since = 請填今天或以前的日期，例如 2026-08-01。
household-error-birth = 請填今天以前的日期或年份，例如 2018-05-20、107/5/20 或 107。
household-error-oneself = 這是您自己的電子郵件。
household-error-invitations = 還有好幾個邀請等著回覆，請先收回不需要的。
relation-oneself = 本人
relation-partner = 配偶或伴侶
relation-child = 子女
relation-parent = 父母
relation-grandparent = 祖父母
relation-grandchild = 孫子女
relation-sibling = 兄弟姊妹
relation-other = 其他
member-state-present = 同住或一起參加
member-state-moved = 已遷出
member-state-deceased = 已過世

own-data-title = 我的資料
own-data-lead = 查看本中心保有的您的資料，複製一份，或請我們更正、停止利用、刪除。
own-data-sign-in = 登入
own-data-email = 電子郵件
own-data-member = 家庭成員

settings-group-residents = 民眾登入與家庭
setting-residents-link_minutes = 登入連結有效時間
setting-residents-link_minutes-about = 寄到電子郵件的登入連結多久內可以用；只能用一次。
setting-residents-idle_minutes = 多久沒使用即登出
setting-residents-idle_minutes-about = 民眾登入後多久沒有動作就要重新登入。
setting-residents-session_hours = 登入最長時間
setting-residents-session_hours-about = 不論有沒有使用，超過即須重新登入。
setting-residents-address_links = 同一來源可以要求幾個連結
setting-residents-address_links-about = 同一網路位址 15 分鐘內可以要求的登入連結數。
setting-residents-invitation_days = 家庭邀請有效時間
setting-residents-invitation_days-about = 邀請另一位成人的連結多久內可以用。

## 蒐集告知（個人資料保護法 §8、§9）：文字改了就是新的一版
household-notice = 告知事項版本
household-notice-told = 請先讓這位家人知道您把資料記在這裡；未成年的由您以法定代理人的身分提供。
household-notice-title = 個人資料蒐集告知（第 { $version } 版）
household-notice-1-text =
    { $centre }依個人資料保護法第 8 條與第 9 條告知：為了讓您報名課程時不必重填（特定目的代號 109 教育或訓練行政），保存您在這裡記下的家庭成員資料。

    類別是姓名、關係，以及您願意提供的生日、性別、行政區、年級（代號 C001、C011、C021、C023）。來源是您自己；由本中心在臺灣以電子方式利用，只給這個家庭的大人看，保存到您刪除為止。報名時才會把您勾選的人帶進報名資料。

    您和家人可依個人資料保護法第 3 條請求查詢、閱覽、複製、補充、更正、停止利用或刪除，隨時可以在「我的資料」提出。不記也可以，報名時自行填寫即可。
