#include "services/platform/text/csv.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/platform/text/encoding.h"

namespace samverkan {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

CsvFile Read(const std::string& bytes) {
  absl::StatusOr<CsvFile> file = ReadCsv(bytes);
  EXPECT_TRUE(file.ok()) << file.status();
  return file.ok() ? *file : CsvFile();
}

std::string Utf16(const std::u16string& text, bool big_endian) {
  std::string bytes;
  for (char16_t unit : u"\uFEFF" + text) {
    char high = static_cast<char>(unit >> 8);
    char low = static_cast<char>(unit & 0xFF);
    bytes += big_endian ? high : low;
    bytes += big_endian ? low : high;
  }
  return bytes;
}

TEST(CsvTest, ReadsEveryEncodingThatExcelWrites) {
  const std::string files[] = {
      "M\xF6te;Niv\xE5\r\n\x93R\xE5"
      "d\x94;1\r\n",  // Windows-1252, with its own quotation marks
      "Möte;Nivå\r\n“Råd”;1\r\n",
      "\xEF\xBB\xBFMöte;Nivå\r\n“Råd”;1\r\n",
      Utf16(u"Möte;Nivå\r\n“Råd”;1\r\n", false),
      Utf16(u"Möte;Nivå\r\n“Råd”;1\r\n", true),
  };
  for (const std::string& bytes : files) {
    CsvFile file = Read(bytes);
    EXPECT_THAT(file.header.cells, ElementsAre("Möte", "Nivå"));
    ASSERT_EQ(file.rows.size(), 1u);
    EXPECT_THAT(file.rows[0].cells, ElementsAre("“Råd”", "1"));
  }
}

TEST(CsvTest, RefusesWhatIsNoText) {
  EXPECT_FALSE(DecodeText("\xFF\xFE\x41").ok());
  EXPECT_FALSE(DecodeText(std::string("\xFF\xFE\x00\xD8\x41\x00", 6)).ok());
  EXPECT_FALSE(DecodeText(std::string("PK\0\0", 4)).ok());
  EXPECT_FALSE(ReadCsv("").ok());
  EXPECT_FALSE(ReadCsv("\r\n;;\r\n").ok());
}

TEST(CsvTest, KnowsUtf8FromWhatIsNot) {
  EXPECT_TRUE(IsUtf8("plain, åäö, € and 𝄞, and \uFFFD itself"));
  for (const char* bytes : {"\xE5", "\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xC3", "\xE2\x82", "\x80"}) {
    EXPECT_FALSE(IsUtf8(bytes));
  }
}

TEST(CsvTest, TakesTheSeparatorThatTheHeaderHasMostOf) {
  EXPECT_EQ(Read("a;b,c;d\n").separator, ';');
  EXPECT_EQ(Read("a,b,c\n1;2,3,4\n").separator, ',');
  EXPECT_EQ(Read("a\tb\tc\n").separator, '\t');
  EXPECT_EQ(Read("\"a;b;c\",d\n").separator, ',');
  EXPECT_EQ(Read("a\n1\n").separator, ';');
  CsvFile named = Read("sep=,\r\na;b;c,d\r\n1,2\r\n");
  EXPECT_EQ(named.separator, ',');
  EXPECT_EQ(named.rows[0].line, 3);
}

TEST(CsvTest, ReadsQuotesAndKnowsEveryRowsLine) {
  CsvFile file = Read("a;b\r\n\"x;\r\ny\";\"say \"\"hi\"\"\"\r\n\r\n;\r\nlast; \xC2\xA0 z \n1;2;3");
  ASSERT_EQ(file.rows.size(), 3u);
  EXPECT_THAT(file.rows[0].cells, ElementsAre("x;\r\ny", "say \"hi\""));
  EXPECT_EQ(file.rows[0].line, 2);
  EXPECT_THAT(file.rows[1].cells, ElementsAre("last", "z"));
  EXPECT_EQ(file.rows[1].line, 6);
  EXPECT_THAT(file.rows[2].cells, ElementsAre("1", "2", "3"));
}

TEST(CsvTest, NamesTheLineOfAQuoteThatIsNotClosed) {
  EXPECT_THAT(std::string(ReadCsv("a;b\n1;2\n\"3;4\n5;6\n").status().message()), HasSubstr("line 3"));
}

TEST(CsvTest, ReadsNumbersAsSwedesWriteThem) {
  const std::pair<const char*, double> numbers[] = {
      {"6,5", 6.5}, {"6.5", 6.5}, {"1 234,5", 1234.5}, {"1\u00A0234", 1234}, {"1\u202F234,25", 1234.25},
      {"-2", -2},   {"0", 0}};
  for (const auto& [text, value] : numbers) EXPECT_EQ(ParseNumber(text), value) << text;
  for (const char* text : {"", "6-7", "6,", ",5", "1.234,5", "nan", "inf", "1e3", "0x10", "ca 5", "--1", "5 st"}) {
    EXPECT_EQ(ParseNumber(text), std::nullopt) << text;
  }
}

TEST(CsvTest, KnowsWhatSaysThatNobodyKnows) {
  for (const char* cell : {"", "-", "–", "?", "Okänt", "VET EJ", "unknown"}) EXPECT_TRUE(IsUnknown(cell)) << cell;
  for (const char* cell : {"0", "saknas", "nej"}) EXPECT_FALSE(IsUnknown(cell)) << cell;
}

}  // namespace
}  // namespace samverkan
