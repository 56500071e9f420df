# texts: what a course says of itself, in two languages
course-chinese-only = 這段文字只有中文。
course-requirements = 參加資格與注意事項
course-directions = 交通方式
course-photos = 照片
course-photos-text = 活動中會拍照作成果紀錄；不想入鏡的人，報名時可以逐人勾選。
courses-in-district = （{ $district }）
edit-f-description_en = 英文詳細說明
edit-f-also_for = 也適合其他對象
edit-f-place_en = 英文地點
edit-f-address_en = 英文地址
edit-f-requirements = 參加資格與注意事項
edit-f-requirements_en = 英文參加資格與注意事項
edit-f-directions = 交通方式
edit-f-directions_en = 英文交通方式
edit-f-access_note_en = 英文無障礙設施
edit-f-childcare_note_en = 英文臨時托育
edit-f-language_note_en = 英文語言與通譯
edit-f-photos = 活動中會拍照
edit-h-photos = 課程頁會告知，每個人報名時可以勾選不入鏡，名單上看得到。
edit-photos-yes = 會拍照；名單上標示不入鏡的人
edit-f-fee_note = 費用說明
edit-f-fee_note_en = 英文費用說明
edit-f-topic_en = 英文主題
edit-h-audience = 統計以這個對象計算
edit-more-requirements = 參加資格與注意事項
edit-more-help = 交通、無障礙、托育與語言
day-no-photos = 不入鏡
serve-no-photos = 不入鏡：{ $names }

# contact
receipt-contact = 更改聯絡資料
receipt-done-contact-changed = 已更改聯絡資料。
contact-title = 更改聯絡資料
contact-text = 通知與查詢之後都用新的聯絡資料；舊的就不能再用來查詢。換了電子郵件，以前的連結也會失效，新的連結會寄到新地址。
contact-language = 用哪種語言通知您
contact-save = 儲存
contact-error-already = 這門課已經有同一個人用這個聯絡方式報名
contact-wait-title = 請稍後再改
contact-wait-text = 更改次數太多，請 { $minutes } 分鐘後再試，或打電話給承辦人。
mail-contact-changed-subject = 聯絡資料已更改：{ $course }
mail-contact-changed-text = 您的聯絡資料已更改，之後都寄到這裡。如果不是您改的，請打電話給我們。
mail-contact-left-subject = 聯絡資料已更改：{ $course }
mail-contact-left-text = 這筆報名的聯絡資料已更改，之後不再寄到這個信箱。如果不是您改的，請打電話給我們。
serve-trail-contact-changed = 更改聯絡資料

# past
past-title = 過去的課程
past-lead = 已經結束的課程，只列出參加人次，不列姓名。
past-course = 課程
past-attended = 參加人次
past-few = 少於 { $min }
past-none = 沒有符合的課程。
course-runs = 以前辦過的場次
