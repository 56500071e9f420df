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
question-error-keep = 請填課程結束後的天數，0 到 36500
