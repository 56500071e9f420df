## 同仁的權限（程式權杖用）
right-courses-see = 檢視課程、報名與統計
right-courses-edit = 發布與修改課程
right-courses-serve = 代民眾報名、異動與取消
right-courses-door = 現場報到
right-courses-export = 匯出名單

# The matters of the trail
trail-matter-courses_course = 課程
trail-matter-courses_registration = 報名
trail-matter-courses_session = 場次
trail-matter-courses_message = 信件
trail-matter-courses_resource = 場地與講師
