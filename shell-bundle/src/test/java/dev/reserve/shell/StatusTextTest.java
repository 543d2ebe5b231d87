package dev.reserve.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class StatusTextTest {

    @Test
    void eachPartIsATable() {
        assertEquals("""
                Reserve 0.1.0, serving, pid 42, up 1 min 23 s

                LISTENER  ADDRESS         APP   ARGS               VERSION  ACCEPTED  OPEN  WAITING  REASON
                web       127.0.0.1:8080  echo  'hello there' you  e2           1203     2        0  -
                local     /run/x.sock     -     -                  -               0     0        3  no app is bound to it

                APP   VERSION  STATE     SINCE                 ARTIFACT  BUNDLE  ARGS               ACCEPTED  OPEN  FAILED  CUT  REASON
                echo  e2       current   2026-01-02T03:04:05Z  echo.jar  1.0.0   'hello there' you         3     1       0    0  -
                echo  e1       draining  2026-01-02T03:04:05Z  echo.jar  1.0.0   -                      1200     1       7    0  -

                ARTIFACT    STATE     BUNDLE  APPS  REASON
                broken.jar  rejected  -       -     not a zip file: no end header <found>
                echo.jar    current   1.0.0   echo  -

                BINDING  STATE   LISTENER  APP   ARGS               REASON
                main     active  web       echo  'hello there' you  -

                MOUNT  HOST          PATH  APP   ARGS  VERSION  REASON
                shop   shop.example  /     shop  -     s1       -

                CONFIGURATION             STATE    REASON
                reserve.binding-main.cfg  active   -
                reserve.http.cfg          invalid  line 2: unknown key gzp (did you mean gzip?)""", StatusText.of(Statuses.busy()));
    }

    @Test
    void anEmptyPartSaysSo() {
        assertEquals("""
                Reserve 0.1.0, starting, pid 42, up 0.3 s

                no listeners

                no apps

                no artifacts

                no bindings from configuration""", StatusText.of(Statuses.idle()));
    }

    @ParameterizedTest
    @CsvSource({"0, 0.0 s", "59.94, 59.9 s", "60, 1 min 0 s", "3599.9, 59 min 59 s", "3600, 1 h 0 min", "86399, 23 h 59 min",
        "187200, 2 d 4 h"})
    void uptimeHasTwoUnitsAtMost(double seconds, String text) {
        assertEquals(text, StatusText.uptime(seconds));
    }
}
