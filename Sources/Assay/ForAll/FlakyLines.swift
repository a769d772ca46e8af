import AssayCheck

/// What is said of a case that failed and did not fail again, and what differed.
struct FlakyLines {
  let lines: [String]

  init(_ flake: FlakyCase, place: String) {
    switch flake.difference {
    case .generator(let difference):
      lines = [
        "flaky: the generator does not make the same value of the same choices: \(flake.description)", difference,
        "draw every random decision from the source, never from a global generator, the clock or shared state", place,
      ]
    case .outcome:
      let second =
        switch flake.second {
        case .pass: "it passes"
        case .discard: "assume discards it"
        case .fail(let failure): failure.message
        }
      lines = [
        "flaky: the same values fail and then do not fail in the same way: \(flake.description)",
        "first: \(flake.first.message)", "again: \(second)",
        "let the body depend on its values alone: not on the time, an order of tasks, or what earlier cases left",
        place,
      ]
    }
  }
}
