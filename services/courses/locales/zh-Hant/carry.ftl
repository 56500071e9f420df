# 候補名單帶到下一期

edit-tab-carry = 帶到下一期
edit-done-carried = 已寫信詢問每一位候補者。
edit-verb-list-carried = 詢問候補者是否改等下一期
carry-lead = 詢問候補者要不要改等下一期。到期限時，回答「要」的人依原來的順序一起排進下一期的候補，排在之後報名的人前面。
carry-count = 已詢問 { $parties } 組：{ $yes } 組要，{ $no } 組不要。
carry-no-run = 沒有已公告、還沒開始的下一期。
carry-to = 下一期
carry-until = 回覆期限
carry-until-past = 期限必須在現在以後。
carry-ask = 寫信詢問
carry-nobody = 沒有還沒問過的候補者。
carry-no-such-run = 請選擇一個下一期。
carry-title = 要不要改等下一期
carry-text = 您在「{ $course }」候補。下一期「{ $next }」在 { $when } 開始。{ $until } 以前回答「要」，我們就依現在的順序把您排進下一期的候補；目前的候補也保留。
carry-yes = 要，幫我排下一期
carry-no = 不要
carry-said-yes = 您回答：要
carry-said-no = 您回答：不要
carry-over = 回覆期限已過。
mail-carry-subject = 要不要改等下一期：{ $next }
mail-carry-text = { $name } 您好，您在「{ $course }」候補。下一期「{ $next }」在 { $when } 開始。要不要依現在的順序排進下一期的候補？請在 { $until } 以前用下面的連結回答；沒有回答就不會排入。
