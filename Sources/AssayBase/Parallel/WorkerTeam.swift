import Dispatch
import Foundation
import Synchronization

/// Threads that stay together through many short loops, where waking one for each loop would cost what it saves.
///
/// One thread leads; the others wait, spinning, for its loops. The leader never waits for a part that nobody has begun, so
/// a team works, only slower, when the system gives it fewer threads than it asked for.
package final class WorkerTeam: @unchecked Sendable {
  /// The number of threads, if the system gives them all.
  package let threads: Int
  /// The loop at hand: its number, how many parts it has, and the next part; 16 bits for each of the last two.
  private let ticket = Atomic<UInt>(0)
  private let finished = Atomic<Int>(0)
  private let isClosed = Atomic<Bool>(false)
  /// Written before the ticket of a loop is, and read only by those who have taken a part of it.
  private var body: (@Sendable (Int) -> Void)?

  private init(threads: Int) {
    self.threads = threads
  }

  /// Calls `lead` with a team of all threads that the running code may use; with none where that is one.
  package static func with<Result>(_ lead: (WorkerTeam?) throws -> Result) throws -> Result {
    let context = ComputeContext.current
    guard context.threads > 1 else { return try lead(nil) }
    let team = WorkerTeam(threads: min(context.threads, 1 << 15))
    let result = Box<Swift.Result<Result, any Error>?>(nil)
    let hasLeader = Atomic<Bool>(false)
    withoutActuallyEscaping(lead) { lead in
      let lead = Box(lead)
      DispatchQueue.concurrentPerform(iterations: team.threads) { _ in
        // Whoever comes first leads: others may never come.
        if hasLeader.exchange(true, ordering: .acquiringAndReleasing) { return team.help(context) }
        ComputeContext.$current.withValue(context) { result.value = .init { try lead.value(team) } }
        team.isClosed.store(true, ordering: .releasing)
      }
    }
    guard let result = result.value else { preconditionFailure("nobody led the team") }
    return try result.get()
  }

  /// Runs `body` for every index below `count`, on the threads that are there; only the leader may call this.
  package func forEach(_ count: Int, _ body: @Sendable (Int) -> Void) {
    precondition(count < 1 << 16, "a team's loop has too many parts: \(count)")
    withoutActuallyEscaping(body) { body in
      self.body = body
      finished.store(0, ordering: .relaxed)
      let number = (ticket.load(ordering: .relaxed) >> 32) &+ 1
      ticket.store(number << 32 | UInt(count) << 16, ordering: .releasing)
      while takePart() {}
      var turns = 0
      while finished.load(ordering: .acquiring) < count { Self.wait(&turns) }
      self.body = nil
    }
  }

  /// Runs parts until the leader closes the team.
  private func help(_ context: ComputeContext) {
    var inner = context
    inner.threads = 1
    ComputeContext.$current.withValue(inner) {
      var turns = 0
      while !isClosed.load(ordering: .acquiring) {
        if takePart() { turns = 0 } else { Self.wait(&turns) }
      }
    }
  }

  /// Runs the next part, if there is one.
  private func takePart() -> Bool {
    let seen = ticket.load(ordering: .acquiring)
    let (count, part) = (seen >> 16 & 0xFFFF, seen & 0xFFFF)
    guard part < count else { return false }
    // Once taken, the loop cannot end before this part has: so `body` is that of this ticket.
    guard ticket.compareExchange(expected: seen, desired: seen + 1, ordering: .acquiringAndReleasing).exchanged else {
      return true
    }
    run(Int(part))
    finished.wrappingAdd(1, ordering: .acquiringAndReleasing)
    return true
  }

  /// Apart from its caller, so that `body` is let go before the part counts as finished.
  @inline(never)
  private func run(_ part: Int) { body?(part) }

  /// Waits a little; after a while others may have the core.
  private static func wait(_ turns: inout Int) {
    turns += 1
    if turns > 4000 { sched_yield() }
  }
}

/// Carries a value that is not `Sendable` to the one thread that uses it.
private final class Box<Value>: @unchecked Sendable {
  var value: Value

  init(_ value: Value) { self.value = value }
}
