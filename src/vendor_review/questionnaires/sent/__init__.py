"""What vendors are asked: the questions, and the questionnaire that is sent, as a workbook and a page."""
