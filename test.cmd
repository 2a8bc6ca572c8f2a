@echo off
setlocal
chcp 65001 >nul
cd /d "%~dp0"
set "PYTHONUTF8=1"
py -3 -c "" >nul 2>nul
if not errorlevel 1 (
  py -3 scripts\dev.py test %*
  goto :ended
)
python -c "" >nul 2>nul
if not errorlevel 1 (
  python scripts\dev.py test %*
  goto :ended
)
echo Chưa có Python. Hãy cài Python 3.13 (64-bit) từ python.org rồi chạy lại.
echo There is no Python. Install Python 3.13 (64-bit) from python.org and run again.
set "CODE=1"
goto :wait

:ended
set "CODE=%errorlevel%"
if "%CODE%"=="0" goto :leave

:wait
rem Keeps the window open after a double click, so that the message can be read.
if not defined BORDER_GIS_NO_PAUSE pause

:leave
exit /b %CODE%
