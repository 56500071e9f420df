own-data-all = 以下是本中心保有的、和您這個電子郵件有關的資料。
own-data-companion = 別人替您報名時，您的資料在那個人的報名裡，這裡看不到。請在下面選「查詢或閱覽」，寫明課程和日期，我們核對身分後答覆；也可以直接請報名的人或承辦人更正、取消。
own-data-zip = 下載全部，連同檔案（ZIP）
own-data-missing = 以下檔案已經不在，無法放進這份副本：
own-data-json = 下載一份（JSON）
own-data-csv = 下載一份（CSV）
own-data-kept = 目前不能刪除：{ $why }
own-data-kind = 種類
own-data-label = 名稱
own-data-field = 欄位
own-data-value = 內容
residents-done-withdrawn-request = 已收回請求。
request-own-title = 您的請求
request-title = 請我們處理
request-text = 家庭成員可以自己改。其他的請寫給我們；我們在法定期限內處理，並以電子郵件回覆（個人資料保護法第 3 條、第 13 條）。
request-kind = 您的請求
request-kind-access = 查詢或閱覽
request-kind-access-hint = 這個頁面沒有的，例如紙本資料。15 日內答覆，必要時延長一次。
request-kind-correction = 補充或更正
request-kind-correction-hint = 例如姓名或電話寫錯了。30 日內處理，必要時延長一次。
request-kind-stop = 停止蒐集、處理或利用
request-kind-stop-hint = 例如不要再寄信給您。30 日內處理，必要時延長一次。
request-kind-deletion = 刪除我的資料
request-kind-deletion-hint = 姓名、聯絡方式和回答會刪除，人數統計會留下。依法須保存的會告訴您原因。
request-wish = 說明
request-wish-hint = 哪一筆資料、要怎麼處理。刪除全部可以不寫。
request-send = 送出請求
request-withdraw = 收回請求
request-error-wish = 請說明哪一筆資料、要怎麼處理。
request-error-open = 您已經有一個相同的請求在處理中。
request-state-open = 處理中，{ $due }前答覆。
request-state-extended = 已延長，{ $due }前答覆。
request-state-granted = 已依您的請求處理。
request-state-erased = 已刪除 { $erased } 筆；依規定保存 { $kept } 筆。
request-state-refused = 未予同意。
request-state-withdrawn = 已收回。
request-mail-subject = { $centre }：個人資料請求（{ $kind }）
request-mail-received =
    您好：

    我們收到您的請求：{ $kind }。會在{ $due }前答覆。

    您可以在網站的「我的資料」看到進度，或收回請求。

    { $centre }
request-mail-decided =
    您好：

    關於您的請求（{ $kind }）：{ $state }

    { $why }

    如有不服，可以依訴願法提起訴願，或向本中心洽詢。

    { $centre }
requests-title = 個人資料請求
requests-menu = 個人資料請求
requests-lead = 民眾對自己資料的請求，照期限先後排列。期限依規則表計算，遇放假日順延。
requests-open = 處理中
requests-today = 待處理的個人資料請求
requests-decided = 已結案
requests-none = 沒有請求
requests-kind = 請求
requests-received = 收到
requests-due = 期限
requests-late = 逾期
requests-state = 狀態
requests-reason = 理由
requests-reason-hint = 不同意或延長時一定要寫，會寄給民眾。
requests-extended-why = 延長的理由
requests-held = 保有 { $count } 筆資料
requests-all-goes = 全部都可以刪除。
requests-kept = 這些目前須保存，不會刪除：
requests-deletion-warning = 同意後立即刪除姓名、聯絡方式與回答，不能復原；人數統計會留下。備份依保存計畫輪替後消失。
requests-grant = 同意並處理
requests-refuse = 不同意
requests-extend = 延長期限
trail-matter-residents_request = 個人資料請求
