import AssayBase
import AssayCommand
import Testing

@Suite struct ArgumentParserTests {
  let parser = ArgumentParser(
    options: [
      OptionDefinition("model", "M", ""), OptionDefinition("seed", "N", ""), OptionDefinition("json", nil, ""),
    ],
    operands: ["FILE"])

  @Test func bothFormsOfAValueAreTheSame() throws {
    let spaced = try parser.parse(["--model", "a=b", "file", "--json"])
    #expect(try parser.parse(["file", "--json", "--model=a=b"]) == spaced)
    #expect(try spaced.text("model") == "a=b")
    #expect(spaced.has("json") && !spaced.has("seed") && spaced.operands == ["file"])
  }

  @Test func whatFollowsTwoHyphensIsNoOption() throws {
    #expect(try parser.parse(["--", "--model"]).operands == ["--model"])
    #expect(try parser.parse(["-"]).operands == ["-"])
  }

  @Test(arguments: [
    (["--modle", "x", "f"], "Did you mean --model?"), (["-m", "x", "f"], "there is no option “-m”"),
    (["f", "--model"], "needs a value"), (["f", "--model", "--json"], "needs a value"),
    (["f", "--json=1"], "takes no value"), (["f", "--model", "a", "--model=b"], "given twice"),
    (["f", "--json", "--json"], "given twice"), (["f", "g"], "one argument too many"), ([], "an argument is missing"),
  ])
  func faultsAreNamed(texts: [String], message: String) {
    let error = #expect(throws: AssayError.self) { try parser.parse(texts) }
    #expect(error?.description.contains(message) == true, "\(String(describing: error))")
  }

  @Test func aNegativeNumberIsAValue() throws {
    let arguments = try parser.parse(["f", "--seed", "-1"])
    #expect(throws: AssayError.self) { try arguments.seed() }
    #expect(try parser.parse(["f", "--seed", "18446744073709551615"]).seed() == .max)
    #expect(throws: AssayError.self) { try parser.parse(["f", "--seed=18446744073709551616"]).seed() }
  }

  @Test func anEmptyValueIsRefused() throws {
    let arguments = try parser.parse(["f", "--model="])
    #expect(throws: AssayError.self) { try arguments.text("model") }
  }

  @Test func numbersMayBeFractions() throws {
    let arguments = try parser.parse(["f", "--model", "8/255"])
    #expect(try arguments.number("model", expected: "") { $0 > 0 } == 8.0 / 255)
    #expect(throws: AssayError.self) { try arguments.number("model", expected: "") { $0 > 1 } }
    #expect(throws: AssayError.self) { try arguments.count("model") }
    #expect(try arguments.count("seed") == nil)
  }

  @Test func theNearestNameIsProposed() {
    #expect(NearestName.advice(for: "chekc", among: ["train", "check"]) == "Did you mean check?")
    #expect(
      NearestName.advice(for: "robust", among: ["accuracy", "robust-accuracy"]) == "Did you mean robust-accuracy?")
    #expect(NearestName.advice(for: "xyzzyx", among: ["train", "check"]) == nil)
    #expect(NearestName.advice(for: "x", among: []) == nil)
  }
}
