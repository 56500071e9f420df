## 選單
accounts-staff-menu = 同仁帳號
accounts-tokens-menu = 程式權杖
accounts-own-menu = 我的帳號
