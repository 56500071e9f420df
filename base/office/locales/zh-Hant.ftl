# 家庭教育類別（家庭教育法施行細則第 2 條）
category-parenting = 親職教育
category-filial = 子職教育
category-gender = 性別教育
category-marriage = 婚姻教育
category-parental-loss = 失親教育
category-ethics = 倫理教育
category-resources = 資源管理教育
category-multicultural = 多元文化教育
category-emotional = 情緒教育
category-population = 人口教育

# 109 年以前的類別
old-category-parenting = 親職教育
old-category-filial = 子職教育
old-category-gender = 性別教育
old-category-marriage = 婚姻教育
old-category-parental-loss = 失親教育
old-category-ethics = 倫理教育
old-category-multicultural = 多元文化教育
old-category-resources = 家庭資源與管理教育
old-category-other = 其他家庭教育事項

# 推展方式
method-lecture = 演講
method-forum = 座談
method-distance = 遠距教學
method-casework = 個案輔導
method-self-study = 自學
method-outreach = 服務推廣
method-growth-group = 成長團體
method-workshop = 工作坊
method-camp = 營隊
method-film-talk = 電影討論
method-reading-group = 讀書會
method-other = 其他

# 對象
audience-everyone = 一般民眾
audience-parents = 家長
audience-parent-and-child = 親子
audience-new-parents = 新手父母
audience-engaged = 將婚伴侶
audience-couples = 夫妻
audience-grandparents = 祖父母
audience-seniors = 長者
audience-children = 兒童
audience-teenagers = 青少年
audience-single-parents = 單親家庭
audience-skipped-generation = 隔代教養家庭
audience-new-residents = 新住民家庭
audience-indigenous = 原住民族家庭
audience-disability = 身心障礙者家庭
audience-teachers = 教師
audience-volunteers = 志工
audience-civil-servants = 公務人員

# 性別
sex-male = 男
sex-female = 女
sex-other = 其他
sex-unknown = 不詳
special-data-medical-record = 病歷
special-data-treatment = 醫療
special-data-genes = 基因
special-data-sex-life = 性生活
special-data-health-check = 健康檢查
special-data-criminal-record = 犯罪前科

# 報名管道
channel-web = 網路
channel-line = LINE
channel-kiosk = 自助機
channel-phone = 電話
channel-counter = 現場
channel-paper = 紙本
channel-import = 匯入

# 填寫錯誤
date-error-empty = 請填寫日期
date-error-unreadable = 看不懂這個日期，請寫成 115/11/22 或 115年11月22日
date-error-year-zero = 沒有民國 0 年
date-error-no-such-day = 沒有這一天，請檢查月份與日期
instant-error = 請填寫正確的日期與時間
reference-error-empty = 請填寫編號
reference-error-sign = 編號裡有不會出現的字元，請再看一次
reference-error-length = 編號共有 9 個字元，請再看一次
reference-error-check = 編號有一個字元不對，請再看一次
name-error-empty = 請填寫姓名
name-error-too-long = 姓名最多 60 個字
name-error-unprintable = 姓名裡有無法顯示的字元，請重新輸入
phone-error-empty = 請填寫電話號碼
phone-error-character = 電話號碼裡有不該出現的字元
phone-error-area-code = 請加上區域號碼，例如 07-215-7480
phone-error-national = 這是服務專線，請填寫您自己的電話號碼
phone-error-length = 電話號碼的位數不對，請檢查
phone-error-prefix = 電話號碼的開頭不對，請檢查
phone-error-extension = 分機最多 6 位數字
email-error-empty = 請填寫電子郵件
email-error-no-at = 電子郵件要有一個 @，例如 name@example.org
email-error-character = 電子郵件裡有不該出現的字元
email-error-domain = @ 後面的網址不完整，例如 example.org
email-error-too-long = 電子郵件太長了
money-error-empty = 請填寫金額
money-error-unreadable = 請填寫整數金額，單位為元
money-error-too-large = 金額太大了

# 年齡
age-band-0-5 = 0至5歲
age-band-6-11 = 6至11歲
age-band-12-17 = 12至17歲
age-band-18-29 = 18至29歲
age-band-30-44 = 30至44歲
age-band-45-64 = 45至64歲
age-band-65-plus = 65歲以上
age-band-unknown = 不詳
birth-year-error-unreadable = 請填寫出生年，例如 75 或 1986
birth-year-error-impossible = 請檢查出生年

# 行政區
district-outside = 外縣市
district-unknown = 不詳

# 期限
day-mode-work = 工作日
day-mode-cal = 日曆日
deadline-error-range = 期限須為 1 至 1000 日
calendar-unreached-error = 日曆表沒有 { $found }，請先匯入該年度的日曆表

# 滿意度
satisfaction-very-satisfied = 非常滿意
satisfaction-satisfied = 滿意
satisfaction-neutral = 普通
satisfaction-dissatisfied = 不滿意
satisfaction-very-dissatisfied = 非常不滿意
satisfaction-no-opinion = 無意見或未使用

# 辦公日曆表無法匯入的原因
calendar-refusal-empty = 檔案是空的
calendar-refusal-too-large = 檔案太大（{ $found } 位元組），不是一年的日曆表
calendar-refusal-html = 這是網頁（HTML），不是 CSV 檔
calendar-refusal-not-utf8 = 檔案不是 UTF-8 編碼，可能是 { $found }，請轉存為 UTF-8 後再匯入
calendar-refusal-header = 第一行應為「西元日期,星期,是否放假,備註」，檔案裡是「{ $found }」
calendar-refusal-fields = 第 { $line } 行有 { $found } 個欄位，應為 4 個
calendar-refusal-date = 第 { $line } 行的「{ $found }」不是西元日期（YYYYMMDD）
calendar-refusal-year = 第 { $line } 行的 { $found } 不在這個年度
calendar-refusal-weekday = 第 { $line } 行的星期「{ $found }」與日期不符
calendar-refusal-flag = 第 { $line } 行的「是否放假」是「{ $found }」，應為 0 或 2
calendar-refusal-duplicate = { $found } 重複出現
calendar-refusal-missing = 缺少 { $found }

# 其他檢查
head-count-error-sum = 各項合計 { $sum } 人，與總數 { $total } 人不符
national-id-error-form = 證號應為 1 個英文字母和 9 個數字
national-id-error-check = 證號的檢查碼不符，請再看一次
rule-refusal-backward = 規則的結束日早於生效日
rule-refusal-nameless = 規則須有名稱與依據
rule-refusal-overlap = 這段期間已有另一個版本的規則
