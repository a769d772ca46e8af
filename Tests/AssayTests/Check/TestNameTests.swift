import Testing

@testable import Assay

@Suite struct TestNameTests {
  @Test(arguments: [
    (["Suite", "test()"], "Suite", "test"), (["test(_:)"], "Module", "test"),
    (["Outer", "Inner", "test(a:b:)"], "Outer.Inner", "test"),
    (["Suite", "a raw (name) of/a test()"], "Suite", "a-raw--name--of-a-test"),
    (["..", "../x()"], "unnamed", "x"), (["Größe", "mißt(_:)"], "Größe", "mißt"),
  ])
  func namesMakeFileNames(_ components: [String], folder: String, file: String) {
    let name = TestName(module: "Module", components: components)
    #expect(name.folder == folder && name.file == file)
  }

  @Test func filterMatchesRawNames() throws {
    let name = TestName(module: "M", components: ["Suite", "a raw (name) here()"])
    #expect(try "M.Suite/a raw (name) here()/File.swift:1:2".contains(Regex(name.filter)))
  }

  @Test func longNamesAreCut() {
    let name = TestName(module: "M", components: ["S", String(repeating: "x", count: 400) + "()"])
    #expect(name.file.count == 100)
  }

  /// What a seed hangs on says nothing of where the sources lie.
  @Test func uniqueNameHasNoPlace() throws {
    let test = try #require(Test.current)
    #expect(TestName(test.id).unique == "AssayTests.TestNameTests/uniqueNameHasNoPlace()")
  }
}
