package dev.berth.host.agent;

class LocalHostAgentTest extends HostAgentContract {
    @Override
    protected HostAgent over(LocalHostAgent local) {
        return local;
    }
}
