/** Cells that the formulas read. */
export const data = {
  A1: 0.85, A2: -1.5, A3: 2, A4: 7, A5: 2, A6: 3.5, B1: 3, B2: 0.5, B3: -4, B4: 1.25, B5: 6, B6: 2.5,
  C1: 'pear', C2: 'Apple', C3: 'fig', C4: 'apple', C5: '12', D1: true, D2: false, D3: '=1/0', D4: '=NA()', D6: 'x*z',
  A8: 1, B8: 10, A9: 3, B9: 30, A10: 5, B10: 50, A11: 7, B11: 70, A13: -1000, B13: 300, C13: 420, D13: 680,
};
/** Formulas with every function of the table. */
export const formulas = `
  =A1+B1*A2^2-B2/A3 | =-A1^2 | =2^-1 | =2^3^2 | =A4% | =(A1<B1)+(A2>=B2)*2 | =A1&"x"&B2 | =A7+1 | =A7="" | =A7=0 | ="a"="A" | ="a"<"B" | =1<"a" | =TRUE>5 | =C5*2 | =C1*2 | =1/0+1 | =1E3 | =-5%^2 | =+A1 | =1=1.0000000000000001
  =ABS(A2) | =SIGN(A2) | =SIGN(0) | =SQRT(A4) | =SQRT(A2) | =EXP(A1) | =EXP(1000) | =LN(A4) | =LN(A2) | =LOG10(1000) | =LOG10(A4) | =LOG(8,2) | =LOG(A4) | =LOG(A4,B1) | =POWER(A4,B2) | =POWER(-8,1/3) | =POWER(-2,3) | =0^-1 | =PI()
  =SIN(A1) | =COS(A1) | =TAN(A1) | =SINH(A1) | =SINH(1E-9) | =COSH(A1) | =TANH(A1) | =DEGREES(A1) | =RADIANS(A4) | =ERF(A1) | =ERF(A1,A3) | =ERF.PRECISE(A1) | =ERFC(A1) | =ERFC.PRECISE(A1)
  =NORM.S.DIST(A1,TRUE) | =NORM.S.DIST(A1,FALSE) | =NORMSDIST(A2) | =NORM.DIST(A1,A3,B1,TRUE) | =NORMDIST(A1,A3,B1,FALSE)
  =INT(A2) | =INT(A1) | =TRUNC(A2) | =TRUNC(3.14159,3) | =ROUND(2.675,2) | =ROUND(-2.5,0) | =ROUND(1234.5,-2) | =ROUND(1.005,2) | =ROUNDUP(3.2,0) | =ROUNDUP(-3.21,1) | =ROUNDDOWN(-3.29,1) | =MROUND(10,3) | =MROUND(-10,-3) | =CEILING(2.5,1) | =CEILING(-2.5,-2) | =FLOOR(2.5,1) | =FLOOR(-2.5,-2) | =FLOOR(0.234,0.01)
  =MOD(A4,B1) | =MOD(-3,2) | =MOD(3,-2) | =MOD(3,0) | =QUOTIENT(-7,2) | =EVEN(1.5) | =EVEN(-1) | =ODD(2) | =ODD(0) | =FACT(5) | =FACT(-1) | =COMBIN(8,3) | =COMBIN(30,15) | =DELTA(2,A3)
  =SUM(A1:B4,5,C1:C5) | =SUM(A1:A6,TRUE,"3") | =SUM(D1:D3) | =SUM((A1:A2,B1:B2)) | =AVERAGE(A1:A6) | =AVERAGE(C1:C4) | =PRODUCT(A1:A4) | =SUMSQ(A1:B2) | =MAX(A1:B6) | =MIN(A1:B6) | =MAX(C1:C4) | =MAX(A1,2,-1) | =MIN(A1,2)
  =COUNT(A1:C5) | =COUNT(1,"2",TRUE,"x") | =COUNTA(A1:C7) | =COUNTBLANK(A1:C7) | =DEVSQ(A1:A6) | =VAR(A1:A6) | =VAR.S(A1:A6) | =VARP(A1:A6) | =VAR.P(A1:A6) | =STDEV(A1:A6) | =STDEV.S(A1:A6) | =STDEVP(A1:A6) | =STDEV.P(A1:A6) | =VAR(A1)
  =AVEDEV(A1:A6) | =GEOMEAN(A3:A6) | =HARMEAN(A3:A6) | =MEDIAN(A1:A6) | =MEDIAN(A1:A5) | =LARGE(A1:A6,2) | =SMALL(A1:A6,2) | =LARGE(A1:A6,9)
  =SUMPRODUCT(A1:A4,B1:B4) | =SUMPRODUCT(--(A1:A4>0),B1:B4) | =SUMPRODUCT(A1:A4,B1:B3) | =SUMPRODUCT((C1:C4="apple")*B1:B4) | =SUMPRODUCT(A1:B2*2) | =SUM(MMULT(A1:B2,A3:B4)) | =SUMPRODUCT(MMULT(A1:B2,TRANSPOSE(A1:B4))) | =SUMXMY2(A1:A4,B1:B4) | =SUMX2MY2(A1:A4,B1:B4) | =SUMX2PY2(A1:A4,B1:B4)
  =CORREL(A1:A6,B1:B6) | =PEARSON(A1:A6,B1:B6) | =RSQ(A1:A6,B1:B6) | =SLOPE(A1:A6,B1:B6) | =INTERCEPT(A1:A6,B1:B6) | =COVAR(A1:A6,B1:B6) | =COVARIANCE.P(A1:A6,B1:B6) | =COVARIANCE.S(A1:A6,B1:B6)
  =IF(A1>0.5,A2,A3) | =IF(A1>2,A2) | =IF(A1,"yes","no") | =IF(C1="PEAR",1,2) | =IF(1/0,1,2) | =IF(TRUE,1,1/0) | =IFS(A1>2,1,A2<0,2) | =IFS(A1>2,1) | =IFERROR(1/0,A4) | =IFERROR(A1,A4) | =IFNA(D4,5) | =IFNA(D3,5) | =CHOOSE(2,A1,A2,A3) | =CHOOSE(9,A1) | =SUM(CHOOSE(2,A1:A3,B1:B3)) | =SWITCH(A3,1,"a",2,"b","c") | =SWITCH(9,1,"a","c")
  =AND(A1>0,B1>0) | =AND(D1:D2) | =OR(A1<0,B1<0) | =OR(D1:D2) | =XOR(TRUE,TRUE,TRUE) | =NOT(A1>0) | =TRUE() | =FALSE() | =AND(A1:A2,C1:C2)
  =ISNUMBER(A1) | =ISNUMBER(C5) | =ISTEXT(C1) | =ISNONTEXT(C1) | =ISLOGICAL(D1) | =ISERROR(D3) | =ISERR(D4) | =ISNA(D4) | =ISBLANK(A7) | =ISBLANK(C1) | =ISEVEN(A3) | =ISODD(A4) | =NA() | =N(TRUE) | =N("x") | =T("x") | =T(1) | =ERROR.TYPE(D3)
  =INDEX(A1:B4,3,2) | =INDEX(A1:A4,2) | =SUM(INDEX(A1:B4,0,2)) | =SUM(INDEX(A1:B4,2,0)) | =INDEX(A1:B4,9,1) | =SUM(A1:INDEX(A1:A6,3)) | =INDEX({1,2;3,4},2,1) | =OFFSET(A1,2,1) | =SUM(OFFSET(A1,0,0,2,2)) | =OFFSET(A1,-1,0)
  =VLOOKUP(5,A8:B11,2,FALSE) | =VLOOKUP(4,A8:B11,2) | =VLOOKUP(0,A8:B11,2) | =VLOOKUP("FIG",C1:D4,2,FALSE) | =VLOOKUP("a*",C1:D4,1,FALSE) | =HLOOKUP(3,A1:B4,2,FALSE) | =LOOKUP(4,A8:A11,B8:B11) | =LOOKUP(6,A8:B11) | =MATCH(5,A8:A11,0) | =MATCH(4,A8:A11) | =MATCH(4,A8:A11,0) | =MATCH("?ig",C1:C4,0) | =XLOOKUP(5,A8:A11,B8:B11) | =XLOOKUP(4,A8:A11,B8:B11,"none") | =XLOOKUP(4,A8:A11,B8:B11,0,-1) | =XLOOKUP(4,A8:A11,B8:B11,0,1)
  =INDIRECT("A"&3) | =SUM(INDIRECT("A1:A4")) | =ROWS(A1:B4) | =COLUMNS(A1:B4) | =ROW(B3) | =COLUMN(B3) | =ROW() | =COLUMN() | =AREAS((A1:A2,B1)) | =SHEETS()
  =SUMIF(A1:A6,">1") | =SUMIF(C1:C4,"apple",B1:B4) | =SUMIF(A1:A6,2,B1:B6) | =AVERAGEIF(A1:A6,">0") | =COUNTIF(A1:A6,">=2") | =COUNTIF(C1:C4,"*p*") | =COUNTIF(A1:A6,"<>2") | =COUNTIF(D6,"x~*z") | =SUMIFS(B1:B6,A1:A6,">0",B1:B6,"<5") | =AVERAGEIFS(B1:B6,A1:A6,">0") | =COUNTIFS(A1:A6,">0",B1:B6,"<5") | =MAXIFS(B1:B6,A1:A6,">0") | =MINIFS(B1:B6,A1:A6,">0") | =RANK(A3,A1:A6) | =RANK.EQ(A3,A1:A6,1) | =RANK.AVG(A3,A1:A6)
  =NPV(0.1,A1:A4) | =NPV(0.08,B13:D13)+A13 | =PMT(0.01,12,1000) | =PMT(0.01,12,1000,50,1) | =PMT(0,12,1000) | =FV(0.01,12,-100,-50) | =FV(0.01,12,-100,-50,1) | =PV(0.01,12,-100) | =PV(0,12,-100) | =IPMT(0.01,3,12,1000) | =IPMT(0.01,3,12,1000,0,1) | =PPMT(0.01,3,12,1000) | =IRR(A13:D13) | =RATE(12,-90,1000) | =NPER(0.01,-90,1000) | =NPER(0.01,-90,1000,0,1) | =EFFECT(0.12,12) | =SLN(1000,100,9)
  =CONCATENATE("a",1,TRUE) | =CONCAT(A1:A3,"z") | =TEXTJOIN("-",TRUE,C1:C4) | =LEN("héllo") | =TRIM("  a  b ") | =UPPER("aé") | =LOWER("AB") | =LEFT("abc") | =LEFT("abc",2) | =RIGHT("abc",2) | =MID("abcdef",2,3) | =REPT("ab",3) | =EXACT("a","A") | =CHAR(65) | =CODE("A") | =FIND("c","abcabc",4) | =FIND("z","abc") | =SEARCH("B","abc") | =SUBSTITUTE("abab","b","x") | =SUBSTITUTE("abab","b","x",2) | =VALUE("12.5") | =VALUE("x") | =NUMBERVALUE("12.5") | =1/3&"" | =1E25&"" | =0.00001&""
  =DATE(2024,2,29)/1 | =DATE(2023,14,35)/1 | =YEAR(45351) | =MONTH(45351) | =DAY(45351) | =WEEKDAY(45351) | =WEEKDAY(45351,2) | =DAYS(45351,45000)+0 | =EDATE(45322,1)+0 | =EOMONTH(45322,1)+0
`.split(/\s*[|\n]\s*/).filter((f) => f.startsWith('='));
